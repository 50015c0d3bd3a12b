/**
 * Carrier names exactly as Shopify writes them: only then does it build the tracking address and follow the parcel.
 * Ours are SCAC codes or a warehouse's word; a mapping of the table 'carrier' goes before this list.
 */
const NAMES: Readonly<Record<string, string>> = {
  UPSN: 'UPS', UPS: 'UPS', FDXG: 'FedEx', FDEG: 'FedEx', FDE: 'FedEx', FEDEX: 'FedEx', USPS: 'USPS',
    DHLC: 'DHL Express',
  DHLX: 'DHL Express', DHL: 'DHL Express', DHLE: 'DHL eCommerce', ONTRAC: 'OnTrac', ONTC: 'OnTrac',
    LASERSHIP: 'LaserShip',
  LSHP: 'LaserShip', PUROLATOR: 'Purolator', PURL: 'Purolator', CANADAPOST: 'Canada Post', CPC: 'Canada Post',
  ROYALMAIL: 'Royal Mail', DPD: 'DPD', GLS: 'GLS', HERMES: 'Evri', EVRI: 'Evri', POSTNL: 'PostNL', BPOST: 'bpost',
  LAPOSTE: 'La Poste', COLISSIMO: 'Colissimo', CHRONOPOST: 'Chronopost', AUSPOST: 'Australia Post',
  JAPANPOST: 'Japan Post (EN)', SAGAWA: 'Sagawa (EN)', YAMATO: 'Yamato (EN)', AMZL: 'Amazon Logistics US',
};

export const carrierName = (ours: string): string => NAMES[ours.toUpperCase().replaceAll(/[^A-Z]/g, '')] ?? ours;
