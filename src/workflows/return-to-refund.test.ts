import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import { unreachable } from '#domain/machine.ts';
import { refund } from '#domain/order.fixture.ts';
import { agreement } from './return-to-refund/state.ts';
import {
  answeredBack, authorised, calledOff, closed, complaints, credit, decidedHere, declined, dropped, inspected, moves, nobody, only, overdue, paidBack, received,
  receivedSku, recordedBack, setApart, refunded, refundNews, requested, sale, sent, story, terms,
} from './return-to-refund.fixture.ts';

const known = [sale(), terms()] as const;
const us = [sale(), terms({ refund: 'us' })] as const;

describe('return to refund: goods', () => {
  it('asks what was sold and which terms hold, once', () => {
    const { said } = story(authorised(), sale(), terms(), received(), sale());
    assert.deepEqual([only([...said], 'TellSale').length, only([...said], 'AssessReturn').length], [1, 1]);
  });
  it('books what came back, then what was found of it', () => {
    const { said } = story(authorised(), ...known, received(), inspected());
    assert.deepEqual(moves(said), ['main 1×A', 'main 1×A resaleable']);
  });
  it('knows that what was looked at has come, in whatever order it is told', () => {
    for (const heard of [[inspected(), received()], [received(), inspected()], [inspected()]])
      assert.deepEqual(moves(story(...heard, ...known).said).toSorted(), ['main 1×A', 'main 1×A resaleable']);
  });
  it('counts units once, whoever tells of them', () => {
    const { said } = story(authorised({ A: 2 }), ...known, received({ A: 2 }), received({ A: 2 }, { by: 'platform', at: '' }),
      received({ A: 2 }), received({ A: 1 }, { by: 'shop' }));
    assert.deepEqual(moves(said), ['main 2×A']);
  });
  it('adds up what came to different places and in different parcels', () => {
    const started = story(received(), ...known, received({ A: 1 }, { receipt: 'rc-2' }), received({ A: 1 }, { by: 'store', at: 'store' }));
    assert.deepEqual(moves(started.said), ['main 1×A', 'main 1×A', 'store 1×A']);
  });
  it('takes no more back than left, and asks a person about the rest until it is explained', () => {
    const late = story(received({ A: 2 }), sale({ A: 1 }), terms());
    assert.deepEqual([moves(late.said), complaints(late.said)], [['main 1×A'], ['ReturnUnexpected']]);
    const explained = story(...late.heard, sale({ A: 2 }));
    assert.deepEqual([moves(explained.said), complaints(explained.said)], [['main 1×A', 'main 1×A'], []]);
  });
  it('finds the line by the item, and asks a person about an item that was never sold', () => {
    assert.deepEqual(moves(story(receivedSku('SKU-B', 1), ...known).said), ['main 1×B']);
    assert.deepEqual(complaints(story(receivedSku('SOCK', 1), ...known).said), ['ReturnUnexpected']);
  });
  it('waits for an order that nobody has shown', () => {
    const early = story(received(), nobody);
    assert.deepEqual(complaints(early.said), ['ReturnUnexpected']);
    const then = story(received(), nobody, ...known);
    assert.deepEqual([moves(then.said), complaints(then.said)], [['main 1×A'], []]);
  });
  it('puts on no shelf what policy says is never sold again', () => {
    const kept = terms({ notResaleable: ['SKU-A' as never] });
    assert.deepEqual(moves(story(received(), sale(), kept, inspected()).said), ['main 1×A', 'main 1×A damaged']);
  });
  it('keeps the first finding and asks a person about another', () => {
    const { said } = story(received(), ...known, inspected({ A: 1 }, 'damaged'), inspected({ A: 1 }, 'resaleable', { by: 'shop' }));
    assert.deepEqual(moves(said), ['main 1×A', 'main 1×A damaged']);
    assert.deepEqual(complaints(said), ['ContradictsEarlier']);
  });
  it('takes what nobody placed to be where it left from, or where returns go', () => {
    const unplaced = received({ A: 1 }, { by: 'platform', at: '' });
    assert.deepEqual(moves(story(unplaced, ...known).said), ['main 1×A']);
    assert.deepEqual(moves(story(unplaced, sale(), terms({ returnTo: 'returns' as never })).said), ['returns 1×A']);
  });
  it('tells the ERP what of it is not for sale, once', () => {
    const told = (...heard: Parameters<typeof story>) => only([...story(...heard).said], 'RecordErpReturn').map((x) =>
      x.data.lines.map((l) => [l.lineId, l.quantity, l.spoiled ?? 0]));
    assert.deepEqual(told(received({ A: 2 }), inspected({ A: 1 }, 'damaged'), ...known), [[['A', 2, 1]]]);
    assert.deepEqual(told(received({ A: 1 }, { found: 'destroyed' }), ...known, recordedBack(), received({ A: 1 }, { receipt: 'rc-2' })),
      [[['A', 1, 1]], [['A', 1, 0]]]);
    assert.deepEqual(told(received({ A: 2 }), ...known), [[['A', 2, 0]]]);
  });
  it('has the ERP take off its shelf what is found damaged after the receipt, once, when it is there', () => {
    const apart = (...heard: Parameters<typeof story>) => only([...story(...heard).said], 'RecordErpSpoilage').map(({ data: d }) =>
      [d.spoilage, d.location, ...d.lines.map((l) => [l.lineId, l.quantity])]);
    const broken = inspected({ A: 1 }, 'damaged');
    assert.deepEqual(apart(received({ A: 2 }), ...known, broken), [], 'it is not in the ERP yet');
    assert.deepEqual(apart(received({ A: 2 }), ...known, broken, recordedBack()), [['ord-1-spoiled-1', 'main', ['A', 1]]]);
    const way = [received({ A: 2 }), ...known, recordedBack(), broken];
    assert.deepEqual(apart(...way, setApart(), broken, setApart()), [['ord-1-spoiled-1', 'main', ['A', 1]]]);
    assert.deepEqual(apart(...way, inspected({ A: 1 }, 'destroyed', { receipt: 'rc-2' })),
      [['ord-1-spoiled-1', 'main', ['A', 1]], ['ord-1-spoiled-2', 'main', ['A', 1]]]);
    assert.deepEqual(apart(received({ A: 2 }), inspected({ A: 1 }, 'damaged'), ...known, recordedBack()), [], 'told with the receipt');
    const later = story(...way, received({ A: 1 }, { receipt: 'rc-3' }));
    assert.deepEqual(only([...later.said], 'RecordErpReturn').map((x) => x.data.lines.map((l) => l.spoiled ?? 0)), [[0], [0]]);
    assert.deepEqual(story(...way, dropped('RecordErpSpoilage')).state.spoilages?.map((x) => x.work), ['dropped']);
    assert.deepEqual(apart(received({ A: 2 }), sale(), terms({ spoilAt: undefined as never }), recordedBack(), broken), []);
  });
  it('tells the ERP of each receipt once', () => {
    const { said, state } = story(received(), ...known, recordedBack(), received(), received({ A: 2 }, { receipt: 'rc-1' }), dropped('RecordErpReturn'));
    assert.equal(only([...said], 'RecordErpReturn').length, 2);
    assert.deepEqual(state.receipts.map((r) => r.record), ['done', 'dropped']);
  });
});

describe('return to refund: agreements', () => {
  it('has no stage that cannot be reached', () => assert.deepEqual(unreachable(agreement), []));
  it('never goes back', () => {
    assert.equal(story(authorised(), sent(), requested(), authorised()).state.agreements[0]?.stage, 'OnItsWay');
    assert.equal(story(closed(), authorised(), sent()).state.agreements[0]?.stage, 'Closed');
    assert.equal(story(requested(), declined(), authorised()).state.agreements[0]?.stage, 'Authorised');
    assert.equal(story(authorised(), calledOff(), sent()).state.agreements[0]?.stage, 'Cancelled');
  });
  it('asks a person before money goes back for what nobody has agreed to', () => {
    const strict = terms({ approval: 'channel', refund: 'us' });
    const store = received({ A: 1 }, { by: 'store', at: 'store', found: 'damaged' });
    const before = story(store, sale(), strict);
    assert.deepEqual([complaints(before.said), only([...before.said], 'RefundReturn').length], [['ReturnNotApproved'], 0]);
    const agreed = story(store, sale(), strict, authorised({ A: 1 }, { by: 'shop' }), terms({ approval: 'channel', refund: 'us' }, 2));
    assert.deepEqual([complaints(agreed.said), only([...agreed.said], 'RefundReturn').length], [[], 1]);
    assert.deepEqual(complaints(story(store, sale(), strict, authorised()).said), ['ReturnNotApproved']);
  });
  it('asks a person about a request only where a person has to agree', () => {
    assert.deepEqual(complaints(story(requested(), ...known).said), []);
    assert.deepEqual(complaints(story(requested(), sale(), terms({ approval: 'person' })).said), ['ReturnNotApproved']);
  });
});

describe('return to refund: what is decided here', () => {
  const able = terms({ approval: 'person', answers: ['platform' as never] });
  const told = (...heard: Parameters<typeof story>) => only([...story(...heard).said], 'AnswerReturn').map(({ data: d }) => [d.to, d.return, d.word, d.reason, d.note]);
  it('is told once to who told of it', () => {
    assert.deepEqual(told(requested(), sale(), able, decidedHere('approve'), decidedHere('approve')), [['platform', 'RMA-1', 'approve', undefined, undefined]]);
    assert.deepEqual(told(requested(), sale(), able, decidedHere('decline')), [['platform', 'RMA-1', 'decline', 'too-late', 'over']]);
    assert.deepEqual(told(requested(), decidedHere('decline'), sale(), able), [['platform', 'RMA-1', 'decline', 'too-late', 'over']]);
  });
  it('is not told what was decided there', () => assert.deepEqual(told(requested(), sale(), able, authorised()), []));
  it('waits for a person where the connection has no word for it, until the partner shows the same', () => {
    const open = story(requested(), sale(), terms(), decidedHere('approve'));
    assert.deepEqual([complaints(open.said), only([...open.said], 'AnswerReturn').length], [['ReturnAnswerByHand'], 0]);
    assert.deepEqual(complaints(story(...open.heard, authorised()).said), []);
    const no = story(requested(), sale(), terms(), decidedHere('decline'));
    assert.deepEqual([complaints(no.said), complaints(story(...no.heard, declined()).said)], [['ReturnAnswerByHand'], []]);
  });
  it('is over when it was answered, shown, or given up', () => {
    for (const end of [answeredBack(), authorised(), dropped('AnswerReturn')])
      assert.notEqual(story(requested(), sale(), able, decidedHere('approve'), end).state.agreements[0]?.answer?.work, 'asked');
  });
});

describe('return to refund: money', () => {
  const refunds = (...heard: Parameters<typeof story>) => only([...story(...heard).said], 'RefundReturn').map((x) => x.data);

  it('leaves it to the channel unless the terms say otherwise', () => {
    assert.deepEqual(refunds(received(), ...known, inspected()), []);
    assert.deepEqual(refunds(received(), ...us), []);
    assert.equal(refunds(received(), ...us, inspected(), inspected()).length, 1);
    assert.equal(refunds(received(), sale(), terms({ refund: 'us', refundOn: 'receipt' })).length, 1);
  });
  it('gives back what the units were charged, through what paid for them', () => {
    const [wish] = refunds(received(), ...us, inspected());
    assert.deepEqual([toDecimal(wish!.total), wish!.lines.map((l) => [l.lineId, l.quantity, toDecimal(l.net), toDecimal(l.tax)])],
      ['3.57', [['A', 1, '3.00', '0.57']]]);
    assert.deepEqual(wish!.tenders.map((t) => [t.method, toDecimal(t.amount)]), [['gift-card', '0.82'], ['card', '2.75']]);
  });
  it('keeps a restocking fee back, but not for what was our fault; then the freight goes back with the last unit', () => {
    const fee = terms({ refund: 'us', feeBasisPoints: 1000 });
    const because = (reason: 'defective' | 'unwanted') => authorised({}, { more: { lines: [
      { lineId: 'A' as never, quantity: 3, reason }, { lineId: 'B' as never, quantity: 2, reason }] } });
    const all = [received({ A: 3, B: 2 }), inspected({ A: 3, B: 2 })] as const;
    const [kept] = refunds(because('unwanted'), sale(), fee, ...all);
    assert.deepEqual([toDecimal(kept!.fee), toDecimal(kept!.shipping), toDecimal(kept!.total)], ['1.70', '0.00', '18.53']);
    const [whole] = refunds(because('defective'), sale(), fee, ...all);
    assert.deepEqual([toDecimal(whole!.fee), toDecimal(whole!.shipping), toDecimal(whole!.total)], ['0.00', '4.90', '26.06']);
  });
  it('gives nothing back for what came after the window, unless it was agreed to', () => {
    const window = terms({ refund: 'us', windowDays: 3 });
    assert.deepEqual(complaints(story(received(), sale(), window, inspected()).said), ['ReturnOutsideWindow']);
    assert.deepEqual(refunds(received(), sale(), window, inspected()), []);
    assert.equal(refunds(authorised(), sale(), window, received(), inspected()).length, 1);
  });
  it('does not give back again what the channel gave back meanwhile', () => {
    assert.deepEqual(refunds(received(), sale({ A: 3 }, [refunded('R1', { A: 1 })]), terms({ refund: 'us' }), inspected()), []);
    const twice = refunds(received(), ...us, inspected(), paidBack(), sale({ A: 3 }, [refunded('CR-1', { A: 1 })]), inspected({ A: 2 }));
    assert.deepEqual(twice.map((w) => w.lines.map((l) => l.quantity)), [[1], [1]]);
  });
  it('asks a person when more would go back than was paid', () => {
    const gone = refund('R0', [], { tenders: [{ external: 't' as never, method: 'card', amount: { count: 2006n, unit: 'EUR' as never }, state: 'paid' },
      { external: 'u' as never, method: 'gift-card', amount: { count: 600n, unit: 'EUR' as never }, state: 'pending' }] });
    const { said } = story(received(), sale({ A: 3 }, [], [gone]), terms({ refund: 'us' }), inspected());
    assert.deepEqual([only([...said], 'RefundReturn').length, complaints(said)], [0, ['RefundBeyondPayment']]);
  });
  it('records a refund itself that the channel does not show', () => {
    const seen = only([...story(received(), ...us, inspected(), paidBack(1, true)).said], 'RefundSeen');
    assert.deepEqual(seen.map((x) => [x.data.refund.external, x.data.refund.lines.length, x.data.refund.tenders.length]), [['CR-1-1', 1, 2]]);
    assert.deepEqual(only([...story(received(), ...us, inspected(), paidBack()).said], 'RefundSeen'), []);
  });
  it('does not ask again for what a person gave up', () =>
    assert.equal(refunds(received(), ...us, inspected(), dropped('RefundReturn'), sale(), received()).length, 1));
  it('takes an exchange’s credit for the refund of its return leg, once', () => {
    const seen = only([...story(credit(357, { A: 1 }), ...known, credit(357, { A: 1 })).said], 'RefundSeen');
    assert.deepEqual(seen.map(({ data: { refund: r } }) => [r.external, toDecimal(r.lines[0]!.net), toDecimal(r.adjustment), r.tenders[0]?.method]),
      [['platform-C-1', '3.00', '0.00', 'store-credit']]);
  });
});

describe('return to refund: halves that wait for each other', () => {
  const timers = (said: Parameters<typeof only>[0]) => only(said, 'AwaitCounterpart').map(({ data: x }) => `${x.missing} ${x.upTo}×${x.lineId}`);

  it('sets a timer for goods without a refund, and for a refund without goods', () => {
    assert.deepEqual(timers([...story(received(), ...known).said]), ['refund 1×A']);
    assert.deepEqual(timers([...story(refundNews(), sale({ A: 3 }, [refunded('R1', { A: 2 })]), terms()).said]), ['goods 2×A']);
  });
  it('sets none for what is matched, for goodwill, or for what is replaced', () => {
    assert.deepEqual(timers([...story(received(), sale({ A: 3 }, [refunded('R1', { A: 1 })]), terms()).said]), []);
    assert.deepEqual(timers([...story(refundNews(), sale({ A: 3 }, [refunded('R1', { A: 1 }, false)]), terms()).said]), []);
    assert.deepEqual(timers([...story(authorised({ A: 1 }, { more: { resolution: 'replacement' } }), ...known, received()).said]), []);
  });
  it('expects goods for every refund where the policy does', () =>
    assert.deepEqual(timers([...story(refundNews(), sale({ A: 3 }, [refunded('R1', { A: 1 }, false)]), terms({ expectAll: true })).said]), ['goods 1×A']));
  it('asks a person when time is up, and settles itself when the other half comes', () => {
    const goods = story(received(), ...known, overdue('refund', 'A', 1));
    assert.deepEqual(complaints(goods.said), ['ReturnAwaitingCounterpart']);
    assert.deepEqual(complaints(story(...goods.heard, sale({ A: 3 }, [refunded('R1', { A: 1 })])).said), []);
    const money = story(refundNews(), sale({ A: 3 }, [refunded('R1', { A: 1 })]), terms(), overdue('goods', 'A', 1));
    assert.deepEqual(complaints(money.said), ['ReturnAwaitingCounterpart']);
    assert.deepEqual(complaints(story(...money.heard, received()).said), []);
  });
  it('is silent when the other half came in time, and matches units first come, first served', () => {
    const both = [received(), sale({ A: 3 }, [refunded('R1', { A: 1 })]), terms()] as const;
    assert.deepEqual(complaints(story(...both, overdue('refund', 'A', 1)).said), []);
    const second = story(...both, received({ A: 1 }, { receipt: 'rc-2' }), overdue('refund', 'A', 1));
    assert.deepEqual(complaints(second.said), []);
    assert.deepEqual(complaints(story(...second.heard, overdue('refund', 'A', 2)).said), ['ReturnAwaitingCounterpart']);
  });
});

describe('return to refund: money that comes back', () => {
  const failed = { type: 'RefundFailed', data: { orderId: 'ord-1', refund: 'R1', tender: 't9', method: 'card', amount: { count: 357n, unit: 'EUR' } } } as never;
  const again = { type: 'RefundPaid', data: { orderId: 'ord-1', refund: 'R1', tender: 't10', method: 'card', amount: { count: 357n, unit: 'EUR' }, again: true } } as never;
  it('is put before a person until it is paid another time', () => {
    assert.deepEqual(complaints(story(failed, ...known).said), ['RefundFailed']);
    assert.deepEqual(complaints(story(failed, ...known, again).said), []);
  });
});
