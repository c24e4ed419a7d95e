import Joi from 'joi';
import { drainAnswer } from './operator-drains.schemas';

const count = Joi.number().integer().min(0).required();
const state = Joi.string().valid('ok', 'away').required();

const queueAnswer = Joi.object({
  queue: Joi.string().required(),
  waiting: count,
  delayed: count.description('Of those waiting, how many wait for the time of their next attempt'),
  admitted: count,
  running: count,
  oldest_waiting_seconds: Joi.number().allow(null).required(),
  failed_last_hour: count,
  poison_last_hour: count.description('Of those, how many because workers died on them'),
  drained: Joi.boolean().required(),
});

const workerAnswer = Joi.object({
  id: Joi.string().required(),
  host: Joi.string().allow(null).required(),
  version: Joi.string().allow(null).required(),
  queues: Joi.array().items(Joi.string()).required(),
  concurrency: count.description('Jobs it runs at once, per queue'),
  running: count,
  started_at: Joi.string().isoDate().required(),
  seen_seconds_ago: Joi.number().required(),
  alive: Joi.boolean().required(),
  draining: Joi.boolean().required(),
  leader: Joi.boolean().required(),
});

export const statusAnswer = Joi.object({
  at: Joi.string().isoDate().required(),
  version: Joi.string().required(),
  postgres: state,
  redis: state,
  storage: state,
  chain: Joi.string().valid('configured', 'not configured').required(),
  migrations: Joi.object({
    applied: count,
    pending: Joi.array().items(Joi.string()).required(),
    unknown: count.description('Migrations of a newer version'),
  }).required(),
  leader: Joi.string().allow(null).required().description('Id of the worker that admits and recovers'),
  queues: Joi.array().items(queueAnswer).required(),
  workers: Joi.array().items(workerAnswer).required(),
  drains: Joi.array().items(drainAnswer).required(),
});
