/** Law 6 in the books: a closed month stays as it was closed, and the numbers of a series have no gaps and no doubles. */
import type { Check } from './verify.ts';

export const BOOK_CHECKS: readonly Check[] = [
  {
    law: 6, name: 'closed-months', says: 'Nothing was posted into a month after it was closed',
    looked: `select count(*) as n from period p where p.state = 'closed'`,
    broken: `
      select format('%s entry %s', e.tenant, coalesce(e.number, e.id::text)) as what,
             format('is of %s and was posted after %s of %s was closed', e.date, p.period, p.legal_entity) as detail
      from period p
      join entry e on e.tenant = p.tenant and e.book = 'money' and e.legal_entity = p.legal_entity
        and e.date >= (p.period || '-01')::date and e.date < (p.period || '-01')::date + interval '1 month'
      where p.state = 'closed' and e.posted_at > p.changed_at`,
  },
  {
    law: 6, name: 'journal-numbers', says: 'The numbers of a series have no gaps and no doubles',
    looked: 'select count(*) as n from journal_series s',
    broken: `
      select format('%s %s %s-%s', s.tenant, s.legal_entity, s.series, s.year) as what,
             format('gave %s numbers; %s entries have one, %s of them a number of their own', s.last, count(e.number),
               count(distinct e.number)) as detail
      from journal_series s
      left join entry e on e.tenant = s.tenant and e.legal_entity = s.legal_entity
        and starts_with(e.number, s.series || '-' || s.year || '-')
      group by s.tenant, s.legal_entity, s.series, s.year, s.last
      having count(e.number) <> s.last or count(distinct e.number) <> s.last`,
  },
];
