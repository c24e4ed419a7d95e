import Joi from 'joi';
import { batchIdParam, uuidParam } from '../http/ids';
import {
  OVERVIEW_KINDS,
  OVERVIEW_STATES,
  OVERVIEW_SYSTEMS,
  OVERVIEW_UNITS,
  type OverviewSystem,
} from '../http/overview-source';
import { storableText } from '../http/storable-text';

export interface OverviewQuery {
  system?: string;
  state?: string;
  q?: string;
  owner?: 'me';
  limit: number;
  cursor?: string;
}

/** Of those that a search does not find by their whole id, the newest of each system are looked at. */
export const SEARCHED = 10_000;

/** More are not counted. */
export const MAX_ACTIVE = 1_000;

/** One word or several with commas between them; as text, for OpenAPI knows no lists like that in Joi. */
function wordsOf(words: readonly string[]): Joi.StringSchema {
  const one = `(${words.join('|')})`;
  return Joi.string()
    .pattern(new RegExp(`^${one}(,${one})*$`))
    .messages({
      'string.pattern.base': `{{#label}} must be one or several of ${words.join(', ')}, with commas`,
    })
    .description(`One or several, with commas between them: ${words.join(', ')}`);
}

/** What a list with commas names, each once; undefined for all. */
export function wordsIn<Word extends string>(list: string | undefined): Word[] | undefined {
  return list === undefined ? undefined : ([...new Set(list.split(','))] as Word[]);
}

export const overviewQuery = Joi.object<OverviewQuery>({
  system: wordsOf(OVERVIEW_SYSTEMS),
  state: wordsOf(OVERVIEW_STATES),
  q: storableText(200)
    .trim()
    .empty('')
    .description(
      `A part of the name, in capitals or not, the id, or how it begins. Looks at the newest ${SEARCHED} of each ` +
        'system that the other filters let through, and finds others by their whole id alone',
    ),
  owner: Joi.string().valid('me').description('`me`: only the own'),
  limit: Joi.number().integer().min(1).max(100).default(50),
  cursor: uuidParam.description('From `next_cursor` of the page before'),
});

export const overviewParams = Joi.object<{ system: OverviewSystem; id: string }>({
  system: Joi.string()
    .valid(...OVERVIEW_SYSTEMS)
    .required(),
  id: batchIdParam.required(),
});

const text = Joi.string().allow(null).required();
const time = Joi.string().isoDate().allow(null).required();
const count = Joi.number().integer().min(0).required();

export const overviewBatch = Joi.object({
  system: Joi.string()
    .valid(...OVERVIEW_SYSTEMS)
    .required(),
  kind: Joi.string()
    .valid(...OVERVIEW_KINDS)
    .required()
    .description('`file`: one of revenue that was sent without a batch'),
  id: Joi.string().required().description('As the routes of that system take it'),
  name: Joi.string().allow('').required(),
  state: Joi.string()
    .valid(...OVERVIEW_STATES)
    .required()
    .description(
      '`your_turn`: nothing happens until its owner does the next step; `done_with_errors`: it has ended, and some of ' +
        'it, or all, has failed; `failed`: it ended before it was through',
    ),
  status: Joi.string().required().description('The system’s own word'),
  done: count,
  failed: count,
  total: Joi.number().integer().min(0).allow(null).required().description('Null while it is not known'),
  unit: Joi.string()
    .valid(...OVERVIEW_UNITS)
    .required(),
  error: text,
  owner: Joi.object({ id: Joi.string().uuid().required(), username: text }).required(),
  created_at: Joi.string().isoDate().required(),
  started_at: time.description('Null as well where the system does not write it down'),
  finished_at: time,
});

export const overviewAnswer = Joi.object({
  batches: Joi.array().items(overviewBatch).required(),
  next_cursor: text.description('Null on the last page'),
  active: count
    .max(MAX_ACTIVE)
    .description(
      `How many are waiting or working, of any state asked for and on any page; at most ${MAX_ACTIVE} are counted`,
    ),
});
