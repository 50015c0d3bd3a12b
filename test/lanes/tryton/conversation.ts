/**
 * One conversation, held with the real server and with the twin. Every chapter answers what it saw; the lane compares
 * the two, so that nothing the connector relies on is true of the twin alone.
 */
import { day, dec, plain } from '#sandbox/tryton/client.ts';
import { count, refusal, TODAY, YESTERDAY, type Office } from './office.ts';

export type Chapter = (office: Office) => Promise<unknown>;
const SALE = ['state', 'invoice_state', 'shipment_state', 'untaxed_amount', 'tax_amount', 'total_amount', 'reference'];

const protocol: Chapter = async ({ client, world }) => {
  const shape = async (method: string, params: unknown[], headers?: Record<string, string>) => {
    const { status, result, error } = await client.ask(method, params, headers);
    return { status, result: result === undefined ? undefined : typeof result, error: error?.[0] };
  };
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`${world.login}:${password}`).toString('base64')}`,
  });
  const extra = await fetch(client.url, {
    method: 'POST', headers: { 'content-type': 'application/json', ...basic(world.password) },
    body: JSON.stringify(
      { id: 1, method: 'model.party.party.read', params: [[99_999], ['name'], client.context], jsonrpc: '2.0' },
    ),
  });
  return {
    wrongPassword: await shape('common.db.login', [world.login, { password: 'no' }, 'en'], { authorization: '' }),
    noPassword: await shape('common.db.login', [world.login, {}, 'en'], { authorization: '' }),
    badSession: await shape(
      'model.party.party.search', [[], {}], { authorization: `Session ${Buffer.from('a:1:b').toString('base64')}` },
    ),
    basic: await shape('model.party.party.search', [[], {}], basic(world.password)),
    badBasic: await shape('model.party.party.search', [[], {}], basic('nope')),
    notExposed: await shape('model.sale.sale.unlink', [[1], {}]),
    noContext: await shape('model.party.party.search', [[['id', '=', 1]]]),
    unknownModel: await shape('model.no.such.create', [[{}], {}]),
    errorWithAnotherKey: [extra.status, extra.headers.get('content-type')],
    unknownField: await refusal(() => client.call('party.party.create', [{ name: 'x', nope: 1 }])),
    unknownFieldRead: await refusal(() => client.call('party.party.read', [1], ['nope'])),
    missingRecord: await refusal(() => client.call('party.party.read', [99_999], ['name'])),
    searchByFunction: await refusal(() => client.call('sale.sale.search', [['total_amount', '=', dec('1')]])),
    preferences: Object.keys(client.context).filter((key) => ['company', 'language'].includes(key)).sort(),
  };
};

const orders: Chapter = async (office) => {
  const { client, line, sale, one, walk } = office;
  const state = (id: number) => one('sale.sale', id, ...SALE);
  const id = await sale(
    'CONV-1',
    [line('HP-MUG', 3, '11.3333'), line('HP-LAMP', 1, '59.90'), line('SHIPPING', 1, '4.99'), line('TAX', 1, '8.37')],
  );
  const twice = await sale('CONV-1', [line('HP-MUG', 1, '1')]);
  const seen: Record<string, unknown> = {
    draft: await state(id), sameReference: await count(client, 'sale.sale', [['reference', '=', 'CONV-1']]),
  };
  await walk('sale.sale', id, 'quote');
  seen['quotation'] = await state(id);
  await walk('sale.sale', id, 'confirm');
  seen['confirmed'] = await state(id);
  seen['cancelledTooLate'] = [await refusal(() => client.call('sale.sale.cancel', [id])), (await state(id))['state']];
  const [first] = await client.call<number[]>('sale.line.search', [['sale', '=', id]], 0, 1);
  seen['lineOfProcessingSale'] = await refusal(() => client.call('sale.line.write', [first], { quantity: 4 }));
  await client.call('sale.line.write', [first], { quantity: 3 });
  await walk('sale.sale', twice, 'quote', 'cancel');
  seen['cancelledInTime'] = await state(twice);
  seen['reopened'] = [await refusal(() => client.call('sale.sale.draft', [twice])), (await state(twice))['state']];
  seen['deleteProcessing'] = await refusal(() => client.call('sale.sale.delete', [id]));
  const taxed = await sale(
    'CONV-2', [line('HP-MUG', 2, '10'), line('SHIPPING', 1, '5', { taxes: [['add', [office.ids.tax]]] })],
    { invoice_method: 'order' },
  );
  await walk('sale.sale', taxed, 'quote', 'confirm');
  const [bill] = await client.call<number[]>('account.invoice.search', [['sales', '=', taxed]]);
  seen['byOrder'] = [
    await state(taxed),
    await one(
      'account.invoice', bill!, 'state', 'untaxed_amount', 'tax_amount', 'total_amount', 'reference', 'invoice_date',
    ),
  ];
  const yen = await sale('CONV-3', [line('HP-MUG', 3, '1000.4')], { currency: office.ids.currency['JPY'] });
  seen['yen'] = await state(yen);
  return seen;
};

const refusals: Chapter = async ({ client, line, sale, ids }) => ({
  product: await refusal(() => sale('X', [line('HP-MUG', 1, '1', { product: 99_999 })])),
  jsonNumber: await refusal(() => sale('X', [line('HP-MUG', 1, '1', { unit_price: 1.1 })])),
  digits: await refusal(() => sale('X', [line('HP-MUG', 1, '1.123456')])),
  fraction: await refusal(() => sale('X', [line('HP-MUG', 1.5, '1')])),
  selection: await refusal(() => sale('X', [line('HP-MUG', 1, '1')], { invoice_method: 'magic' })),
  word: await refusal(() => sale('X', [line('HP-MUG', 1, '1')], { party: 'abc' })),
  address: await refusal(
    async () => client.call('sale.sale.quote', [await sale('X', [line('HP-MUG', 1, '1')], { invoice_address: null })]),
  ),
  partyCode: await refusal(() => client.call('party.party.create', [{ name: 'again', code: 'WEB' }])),
  package: await refusal(() => client.call('stock.package.create', [{ shipping_reference: 'x' }])),
  count: await refusal(() => client.call('stock.inventory.create', [{
    company: ids.company, location: ids.warehouse['MAIN'], lines: [
      ['create', [{ product: ids.product['HP-MUG'], quantity: -1 }]],
    ],
  }])),
});

const SHIPMENT = ['state', 'reference', 'effective_date'];
const shipments: Chapter = async (office) => {
  const { client, line, sale, one, walk, ids } = office;
  const model = 'stock.shipment.out';
  const seen: Record<string, unknown> = {};
  const id = await sale('CONV-4', [line('HP-MUG', 5, '10'), line('HP-LAMP', 2, '59.90')]);
  await walk('sale.sale', id, 'quote', 'confirm');
  const shipped = async () => (await client.call<{ shipments: number[] }[]>(
    'sale.sale.read', [id], ['shipments'],
  ))[0]!.shipments.toSorted((a, b) => a - b);
  const [shipment] = await shipped();
  const wrong = await client.call(`${model}.done`, [shipment]);
  seen['wrongState'] = [wrong, await one(model, shipment!, ...SHIPMENT)];
  await client.call(`${model}.write`, [shipment], { reference: 'CONV-4-S1', effective_date: day(YESTERDAY) });
  await walk(model, shipment!, 'draft');
  const outgoing = [['shipment', '=', `${model},${shipment}`], ['origin', 'like', 'sale.line,%']];
  const moves = await client.call<{ id: number; product: number }[]>(
    'stock.move.search_read', outgoing, 0, null, null, ['product'],
  );
  const of = (code: string) => moves.find((m) => m.product === ids.product[code])!.id;
  await client.call('stock.move.write', [of('HP-MUG')], { quantity: 3 });
  await client.call('stock.move.delete', [of('HP-LAMP')]);
  seen['replanned'] = [await one('sale.sale', id, ...SALE), (await shipped()).length];
  await walk(model, shipment!, 'wait');
  seen['assigned'] = [await client.call(`${model}.assign_try`, [shipment]), await one(model, shipment!, ...SHIPMENT)];
  await walk(model, shipment!, 'pick');
  const [type] = await client.call<number[]>('stock.package.type.create', [{ name: 'Parcel' }]);
  const empty = await client.call<number[]>(
    'stock.package.create', [{ type, shipment: `${model},${shipment}`, shipping_reference: 'TRK-1' }],
  );
  seen['unpacked'] = await refusal(() => client.call(`${model}.pack`, [shipment]));
  await client.call('stock.package.write', empty, { moves: [['add', [of('HP-MUG')]]] });
  seen['question'] = await refusal(() => client.call(`${model}.pack`, [shipment]));
  seen['packed'] = [
    (await client.insist(`${model}.pack`, [shipment])).asked.length, await one(model, shipment!, ...SHIPMENT),
  ];
  await walk(model, shipment!, 'done');
  seen['done'] = [await one(model, shipment!, ...SHIPMENT), await one('sale.sale', id, ...SALE)];
  seen['parcel'] = await one('stock.package', empty[0]!, 'shipping_reference', 'state');
  const rest = (await shipped()).filter((one) => one !== shipment);
  await walk(model, rest[0]!, 'cancel');
  seen['restCancelled'] = await one('sale.sale', id, ...SALE);
  const context = { ...client.context, active_model: 'sale.sale', active_id: id, active_ids: [id] };
  const [wizard] = (await client.ask('wizard.sale.handle.shipment.exception.create', [context])).result as [number];
  const open = (await client.ask(
    'wizard.sale.handle.shipment.exception.execute', [wizard, {}, 'ask', context],
  )).result as
    { view: { defaults: { domain_moves: number[] } } };
  const ask = { recreate_moves: [], domain_moves: open.view.defaults.domain_moves };
  seen['handled'] = (await client.ask(
    'wizard.sale.handle.shipment.exception.execute', [wizard, { ask }, 'handle', context],
  )).result;
  await client.ask('wizard.sale.handle.shipment.exception.delete', [wizard, context]);
  seen['closed'] = [ask.domain_moves.length, await one('sale.sale', id, ...SALE)];
  seen['lines'] = await office.read(
    'sale.line', await client.call('sale.line.search', [['sale', '=', id]]), ['quantity', 'actual_quantity', 'note'],
  );
  return seen;
};

const shortage: Chapter = async ({ client, line, sale, one, walk }) => {
  const model = 'stock.shipment.out';
  const id = await sale('CONV-5', [line('HP-RARE', 5, '100')]);
  await walk('sale.sale', id, 'quote', 'confirm');
  const [shipment] = await client.call<number[]>(`${model}.search`, [['moves.origin.sale', '=', id, 'sale.line']]);
  const inventory = async () => {
    const [r] = await client.call<{ inventory_moves: number[] }[]>(`${model}.read`, [shipment], ['inventory_moves']);
    const moves = await client.call<{ state: string; quantity: number }[]>(
      'stock.move.read', r!.inventory_moves, ['state', 'quantity'],
    );
    return moves.map((m) => `${m.state} ${m.quantity}`).sort();
  };
  const tried = [
    await client.call(`${model}.assign_try`, [shipment]), await one(model, shipment!, 'state'), await inventory(),
  ];
  await walk(model, shipment!, 'wait');
  const freed = await inventory();
  await walk(model, shipment!, 'assign_force');
  return { tried, freed, forced: [await one(model, shipment!, 'state'), await inventory()] };
};

const INVOICE = [
  'state', 'type', 'untaxed_amount', 'tax_amount', 'total_amount', 'amount_to_pay', 'invoice_date', 'accounting_date',
];
const money: Chapter = async (office) => {
  const { client, line, sale, invoice, one, read, walk, ids } = office;
  const seen: Record<string, unknown> = {};
  const sold = await sale('CONV-6', [line('HP-MUG', 3, '11.3333'), line('TAX', 1, '2.81')]);
  await walk('sale.sale', sold, 'quote', 'confirm');
  const [goods] = await client.call<number[]>('sale.line.search', [['sale', '=', sold]], 0, 1);
  const stated = { description: 'Sales tax', account: ids.account['2100'], manual: true, tax: ids.tax };
  const tax = (base: string, amount: string) =>
    ({ taxes: [['create', [{ ...stated, base: dec(base), amount: dec(amount) }]]] });
  const bill = await invoice(
    'CONV-6-I1', [line('HP-MUG', 3, '11.3333', { origin: `sale.line,${goods}` })], tax('34.00', '2.81'),
  );
  seen['draft'] = await one('account.invoice', bill, ...INVOICE);
  await walk('account.invoice', bill, 'post');
  const [{ number, move }] = await client.call<[{ number: string; move: number }]>(
    'account.invoice.read', [bill], ['number', 'move'],
  );
  seen['posted'] = [
    await one('account.invoice', bill, ...INVOICE), number.replace(/\d+$/, '<n>'),
    await one('sale.sale', sold, ...SALE),
  ];
  const entries = await client.call<number[]>(
    'account.move.line.search', [['move', '=', move]], 0, null, [['id', 'ASC']],
  );
  const booked = await read('account.move.line', entries, ['account.code', 'debit', 'credit', 'state']);
  seen['entry'] = [
    await one('account.move', move, 'state', 'date', 'description'),
    booked.map((l) => [(l['account.'] as { code: string }).code, l['debit'], l['credit'], l['state']]),
  ];
  seen['postAgain'] = await refusal(() => client.call('account.invoice.post', [bill]));
  seen['change'] = await refusal(() => client.call('account.invoice.write', [bill], { description: 'x' }));
  seen['cancel'] = await refusal(() => client.call('account.invoice.cancel', [bill]));
  const early = await invoice('CONV-EARLY', [line('HP-MUG', 1, '5')], { invoice_date: day(YESTERDAY) });
  seen['backwards'] = await refusal(() => client.call('account.invoice.post', [early]));
  await client.call('account.invoice.write', [early], { accounting_date: day(TODAY) });
  seen['pastDue'] = await refusal(() => client.call('account.invoice.post', [early]));
  await walk('account.invoice', early, 'post');
  seen['backdated'] = await one('account.invoice', early, ...INVOICE);
  const credit = await invoice('CONV-CN', [line('HP-MUG', -1, '11.33')], tax('-11.33', '-0.93'));
  await walk('account.invoice', credit, 'post');
  const [{ number: creditNumber }] = await client.call<[{ number: string }]>(
    'account.invoice.read', [credit], ['number'],
  );
  seen['credit'] = [await one('account.invoice', credit, ...INVOICE), creditNumber.slice(0, 3)];
  seen['lineOfAnotherCurrency'] = await refusal(
    () => invoice('X', [line('HP-MUG', 1, '5', { currency: ids.currency['EUR'] })]),
  );
  seen['taxAccountOnALine'] = await refusal(
    () => invoice('X', [line('HP-MUG', 1, '5', { account: ids.account['2100'] })]),
  );
  seen['noPeriod'] = await refusal(
    async () => client.call(
      'account.invoice.post', [await invoice('X', [line('HP-MUG', 1, '5')], { invoice_date: day('2031-01-15') })],
    ),
  );
  const free = await invoice('CONV-FREE', [line('HP-MUG', 1, '0')]);
  await walk('account.invoice', free, 'post');
  seen['free'] = await one('account.invoice', free, ...INVOICE);
  const euro = await invoice(
    'CONV-EUR', [line('HP-MUG', 3, '9.99', { currency: ids.currency['EUR'] })], { currency: ids.currency['EUR'] },
  );
  await walk('account.invoice', euro, 'post');
  seen['euro'] = await read(
    'account.move.line',
    await client.call('account.move.line.search', [['move.origin', '=', `account.invoice,${euro}`]]),
    ['debit', 'credit', 'amount_second_currency'],
  );
  const context = { ...client.context, active_model: 'account.invoice', active_id: bill, active_ids: [bill] };
  const [wizard] = (await client.ask('wizard.account.invoice.pay.create', [context])).result as [number];
  const start = {
    amount: dec('36.81'), currency: ids.currency['USD'], currency_digits: 2, company: ids.company,
    invoice_account: ids.account['1200'], payment_method: ids.method, description: 'CONV-PAY', date: day(TODAY),
  };
  const paid = await client.ask('wizard.account.invoice.pay.execute', [wizard, { start }, 'choice', context]);
  await client.ask('wizard.account.invoice.pay.delete', [wizard, context]);
  seen['paid'] = [
    paid.result, paid.error, await one('account.invoice', bill, ...INVOICE), await one('sale.sale', sold, ...SALE),
    await count(client, 'account.move', [['description', '=', 'CONV-PAY']]),
  ];
  return seen;
};

const journals: Chapter = async ({ client, move, entry, one, ids }) => {
  const seen: Record<string, unknown> = {};
  const id = await move('CONV-J1', [entry('1010', '43.60', '0'), entry('6100', '5', '0'), entry('1150', '0', '48.60')]);
  await client.call('account.move.post', [id]);
  seen['posted'] = await one('account.move', id, 'state', 'description', 'date');
  seen['again'] = await refusal(() => client.call('account.move.post', [id]));
  seen['delete'] = await refusal(() => client.call('account.move.delete', [id]));
  const crooked = await move('CONV-J2', [entry('1010', '1', '0')]);
  seen['unbalanced'] = await refusal(() => client.call('account.move.post', [crooked]));
  seen['draftDeleted'] = await refusal(() => client.call('account.move.delete', [crooked]));
  const bare = await move('CONV-J3', []);
  seen['empty'] = await refusal(() => client.call('account.move.post', [bare]));
  seen['partyMissing'] = await refusal(() => move('X', [entry('1200', '1', '0'), entry('1150', '0', '1')]));
  seen['partyGiven'] = typeof (await move(
    'CONV-J4', [entry('1200', '1', '0', { party: ids.party }), entry('1150', '0', '1')],
  ));
  seen['partyTooMuch'] = await refusal(
    () => move('X', [entry('1010', '1', '0', { party: ids.party }), entry('1150', '0', '1')]),
  );
  seen['bothSides'] = await refusal(() => move('X', [entry('1010', '1', '1'), entry('1150', '0', '0')]));
  const year = Number(TODAY.slice(0, 4)) - 1;
  const [old] = await client.call<number[]>(
    'account.period.search', [['start_date', '=', day(`${year}-01-01`)], ['type', '=', 'standard']],
  );
  await client.call('account.period.close', [old]);
  seen['closed'] = [
    await one('account.period', old!, 'state'),
    await refusal(() => move('X', [entry('1010', '1', '0'), entry('1150', '0', '1')], `${year}-01-15`)),
  ];
  await client.call('account.period.reopen', [old]);
  return seen;
};

const stock: Chapter = async ({ client, line, sale, one, walk, ids }) => {
  const seen: Record<string, unknown> = {};
  const [warehouse] = await client.call<{ storage_location: number }[]>(
    'stock.location.read', [ids.warehouse['STORE']], ['storage_location'],
  );
  const level = async (more: object = {}) => {
    const context = { ...client.context, locations: [ids.warehouse['STORE']], stock_date_end: day(TODAY), ...more };
    const both = [ids.product['HP-ROPE-10'], ids.product['HP-MUG']];
    const fields = ['code', 'quantity', 'forecast_quantity'];
    return plain((await client.ask('model.product.product.read', [both, fields, context])).result);
  };
  const counts = (rows: unknown) => (rows as Record<string, unknown>[]).map(
    (r) => `${String(r['code'])} ${String(r['quantity'])} ${String(r['forecast_quantity'])}`,
  ).sort();
  seen['opening'] = counts(await level());
  seen['nowhere'] = counts(await level({ locations: [] }));
  const inventory = async (lines: object[]) => (await client.call<number[]>('stock.inventory.create', [{
    company: ids.company, location: warehouse!.storage_location, date: day(TODAY), empty_quantity: 'keep',
    lines: [['create', lines]],
  }]))[0]!;
  const counted = await inventory(
    [{ product: ids.product['HP-ROPE-10'], quantity: 5 }, { product: ids.product['HP-MUG'], quantity: 7 }],
  );
  await walk('stock.inventory', counted, 'confirm');
  seen['counted'] = [await one('stock.inventory', counted, 'state'), counts(await level())];
  const id = await sale('CONV-7', [line('HP-MUG', 2, '10')], { warehouse: ids.warehouse['STORE'] });
  await walk('sale.sale', id, 'quote', 'confirm');
  seen['promised'] = counts(await level());
  const twice = await inventory(
    [{ product: ids.product['HP-MUG'], quantity: 7 }, { product: ids.product['HP-MUG'], quantity: 8 }],
  );
  seen['countedTwice'] = await refusal(() => client.call('stock.inventory.confirm', [twice]));
  const back = await sale(
    'CONV-8', [line('HP-MUG', -1, '10')], { warehouse: ids.warehouse['STORE'], origin: `sale.sale,${id}` },
  );
  await walk('sale.sale', back, 'quote', 'confirm');
  const model = 'stock.shipment.out.return';
  const [returned] = await client.call<number[]>(`${model}.search`, [['moves.origin.sale', '=', back, 'sale.line']]);
  seen['returning'] = await one(model, returned!, 'state');
  await walk(model, returned!, 'receive', 'done');
  seen['returned'] = [
    await one(model, returned!, 'state', 'effective_date'), await one('sale.sale', back, ...SALE),
    counts(await level()),
  ];
  const moves = await client.call<number[]>(
    'product.product.search', [['template.type', '=', 'service'], ['code', 'like', 'S%']],
  );
  seen['services'] = moves.length;
  const feed = await client.call<unknown[]>('sale.sale.search', ['OR', [
    'write_date', '>=',
    { __class__: 'datetime', year: 2020, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 },
  ],
    [['write_date', '=', null], ['create_date', '!=', null]]], 0, 3, [['id', 'ASC']]);
  seen['feed'] = feed.length;
  return seen;
};

export const chapters: Readonly<Record<string, Chapter>> = {
  protocol, orders, refusals, shipments, shortage, money, journals, stock,
};
