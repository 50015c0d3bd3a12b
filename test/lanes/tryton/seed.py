#!/usr/bin/python3
"""Fills a freshly activated Tryton 6.0 database with the world of sandbox/tryton/world.ts.

    seed.py CONFIGURATION DATABASE_URI < world.json

It works inside the server's own process through proteus, so no port is opened and nothing is clicked. The
twin starts from the same world, which is what makes the two comparable.
"""
import datetime
import json
import os
import sys
from decimal import Decimal

configuration, uri = sys.argv[1:3]
world = json.load(sys.stdin)
os.environ['TRYTOND_CONFIG'] = configuration

from proteus import Model, Wizard, config  # noqa: E402 (the configuration must be known first)

session = config.set_trytond(database=uri, config_file=configuration)


def get(name):
    return Model.get(name)


def one(name, *domain):
    found = get(name).find(list(domain), limit=1)
    if not found:
        raise SystemExit('no %s with %r' % (name, domain))
    return found[0]


def new(model, /, **values):
    record = get(model)(**values)
    record.save()
    return record


def skip_setup_wizards():
    for item in get('ir.module.config_wizard.item').find([('state', '=', 'open')]):
        item.state = 'done'
        item.save()


def currencies():
    made = {}
    for item in world['currencies']:
        code = item['code']
        currency = get('currency.currency')(name=code, code=code, symbol=code)
        currency.digits, currency.rounding = item['digits'], Decimal(1).scaleb(-item['digits'])
        currency.rates.new(date=datetime.date(2020, 1, 1), rate=Decimal(item['rate']))
        currency.save()
        made[code] = currency
    return made


def company(currency):
    wizard = Wizard('company.company.config')
    wizard.execute('company')
    wizard.form.party = new('party.party', name=world['company'])
    wizard.form.currency = currency
    wizard.execute('add')
    session._context = get('res.user').get_preferences(True, session.context)
    return one('company.company')


def accounts(owner):
    """The template chart gives the types; every account the world names hangs under the one of its kind."""
    template = one('ir.model.data', ('module', '=', 'account'), ('fs_id', '=', 'account_template_root_en')).db_id
    chart = Wizard('account.create_chart')
    chart.execute('account')
    chart.form.account_template = get('account.account.template')(template)
    chart.form.company = owner
    chart.execute('create_account')
    mine = ('company', '=', owner.id)
    like = {
        'receivable': one('account.account', mine, ('type.receivable', '=', True)),
        'payable': one('account.account', mine, ('type.payable', '=', True)),
        'revenue': one('account.account', mine, ('type.revenue', '=', True)),
        'expense': one('account.account', mine, ('type.expense', '=', True)),
        'asset': one('account.account', mine, ('name', '=', 'Main Cash')),
        'liability': one('account.account', mine, ('name', '=', 'Main Tax')),
    }
    chart.form.account_receivable, chart.form.account_payable = like['receivable'], like['payable']
    chart.execute('create_properties')
    made = {}
    for account in world['accounts']:
        kind = account['kind']
        if kind in ('receivable', 'payable'):  # The one account every party uses: named, not doubled.
            made[account['code']] = like[kind]
            like[kind].code, like[kind].name = account['code'], account['name']
            like[kind].save()
            continue
        made[account['code']] = new(
            'account.account', code=account['code'], name=account['name'], company=owner, type=like[kind].type,
            parent=like[kind].parent, reconcile=False, party_required=False)
    return made


def fiscal_years(owner):
    """Last, this and next year, so that a lane run on New Year's Eve finds its periods."""
    moves = one('ir.sequence.type', ('name', '=', 'Account Move'))
    invoices = one('ir.sequence.type', ('name', '=', 'Invoice'))
    today = datetime.date.today().year
    for year in (today - 1, today, today + 1):
        fiscal = get('account.fiscalyear')(name=str(year), company=owner)
        fiscal.start_date, fiscal.end_date = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        fiscal.post_move_sequence = new(
            'ir.sequence', name='Moves %d' % year, sequence_type=moves, company=owner)
        row, = fiscal.invoice_sequences
        for field, prefix in (('out_invoice', 'INV'), ('out_credit_note', 'CRN'),
                              ('in_invoice', 'BIL'), ('in_credit_note', 'SCN')):
            setattr(row, field + '_sequence', new(
                'ir.sequence.strict', name='%s %d' % (prefix, year), sequence_type=invoices, company=owner,
                prefix='%s%d-' % (prefix, year), padding=5))
        fiscal.save()
        fiscal.click('create_period')


def taxes(made_accounts):
    for tax in world['taxes']:
        account = made_accounts[tax['account']]
        new('account.tax', name=tax['name'], description=tax['name'], type='percentage', rate=Decimal(tax['rate']),
            invoice_account=account, credit_note_account=account)


def warehouses():
    made = {}
    first = one('stock.location', ('type', '=', 'warehouse'))
    for index, warehouse in enumerate(world['warehouses']):
        if index == 0:
            first.code, first.name = warehouse['code'], warehouse['name']
            first.save()
            made[warehouse['code']] = first
            continue
        part = {kind: new('stock.location', name='%s %s' % (warehouse['code'], kind), type='storage')
                for kind in ('input', 'output', 'storage')}
        made[warehouse['code']] = new(
            'stock.location', code=warehouse['code'], name=warehouse['name'], type='warehouse',
            input_location=part['input'], output_location=part['output'], storage_location=part['storage'],
            lost_found_location=first.lost_found_location)
    return made


def products(made_accounts):
    unit = one('product.uom', ('symbol', '=', 'u'))
    expense = made_accounts[next(a['code'] for a in world['accounts'] if a['kind'] == 'expense')]
    categories = {}

    def category(code):
        if code not in categories:
            categories[code] = new('product.category', name='Account %s' % code, accounting=True,
                                   account_expense=expense, account_revenue=made_accounts[code])
        return categories[code]

    made = {}
    for product in world['products']:
        template = get('product.template')(name=product['name'], code=product['code'], default_uom=unit)
        template.type = 'service' if 'stock' not in product else 'goods'
        template.salable, template.list_price = True, Decimal(product['listPrice'])
        if 'account' in product:
            template.account_category = category(product['account'])
        if 'lotRequired' in product:
            template.lot_required = product['lotRequired']
        template.products[0].cost_price = Decimal(product['listPrice']) / 2
        template.save()
        made[product['code']] = template.products[0]
    return made


def opening_stock(made_warehouses, made_products):
    for code, warehouse in made_warehouses.items():
        inventory = get('stock.inventory')(location=warehouse.storage_location)
        for product in world['products']:
            quantity = product.get('stock', {}).get(code)
            if quantity:
                inventory.lines.new(product=made_products[product['code']], quantity=float(quantity))
        if inventory.lines:
            inventory.click('confirm')


def customer_and_payment(made_accounts):
    term = get('account.invoice.payment_term')(name='Paid by the channel')
    term.lines.new(type='remainder')
    term.save()
    country = new('country.country', name='United States', code='US', code3='USA', code_numeric='840')
    customer = get('party.party')(code=world['customer']['code'], name=world['customer']['name'])
    customer.customer_payment_term = term
    address = customer.addresses[0]
    address.street, address.city, address.postal_code, address.country = '1 Quay Street', 'Portland', '97201', country
    customer.save()
    clearing = made_accounts[world['paymentMethod']['account']]
    new('account.invoice.payment.method', name=world['paymentMethod']['name'], credit_account=clearing,
        debit_account=clearing, journal=one('account.journal', ('code', '=', 'CASH')))
    sequence = new('ir.sequence', name='General journal', company=one('company.company'),
                   sequence_type=one('ir.sequence.type', ('name', '=', 'Account Journal')))
    new('account.journal', name='General', code='GEN', type='general', sequence=sequence)


def api_user(owner):
    user = get('res.user')(name='Threadline', login=world['login'], password=world['password'])
    user.companies.append(get('company.company')(owner.id))
    user.company = get('company.company')(owner.id)
    for group in get('res.group').find([]):
        user.groups.append(get('res.group')(group.id))
    user.save()


skip_setup_wizards()
owner = company(currencies()[world['currencies'][0]['code']])
chart = accounts(owner)
fiscal_years(owner)
taxes(chart)
stores = warehouses()
goods = products(chart)
opening_stock(stores, goods)
customer_and_payment(chart)
api_user(owner)
