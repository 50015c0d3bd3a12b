/** Users, and the questions Tryton asks them. */
import { userWarning } from '../problem.ts';
import { boolean, char, labelOf, toOne, type Env, type Model } from '../schema.ts';
import { remove } from '../records.ts';
import { row } from '../relations.ts';
import { search } from '../search.ts';

export const user: Model = {
  name: 'res.user', label: 'User', order: [['name', 'ASC']],
  fields: {
    name: char('Name'), login: char('Login', { required: true }),
    company: toOne('Current Company', 'company.company'), active: boolean('Active', { initial: true }),
  },
  methods: {
    /** What a client puts in the context of every later call. */
    get_preferences: (env, onlyContext) => ({
      company_filter: 'one', company: env.company,
      'company.rec_name': labelOf(env, row(env, 'company.company', env.company), 'company.company'),
      language: 'en', language_direction: 'ltr', groups: [1, 2, 3],
      ...(onlyContext !== true && { login: row(env, 'res.user', env.user)['login'] ?? null }),
    }),
  },
};
export const warning: Model = {
  name: 'res.user.warning', label: 'User Warning', order: [['id', 'ASC']],
  fields: {
    user: toOne('User', 'res.user', { required: true }),
    name: char('Name', { required: true }),
    always: boolean('Always', { initial: false }),
  },
};

/** Asks once: the answer is a warning record of this name, used up when the call commits. */
export function ask(env: Env, name: string, message: string): void {
  const answers = search(env, 'res.user.warning', [['user', '=', env.user], ['name', '=', name]]);
  if (answers.length === 0) throw userWarning(name, message);
  remove(env, 'res.user.warning', answers.filter((r) => r['always'] !== true).map((r) => r.id));
}
export const userModels: readonly Model[] = [user, warning];
