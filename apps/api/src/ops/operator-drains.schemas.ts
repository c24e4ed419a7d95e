import Joi from 'joi';
import { storableText } from '../http/storable-text';

export interface DrainTargetBody {
  all?: true;
  queue?: string;
  worker?: string;
}

export interface NewDrainBody extends DrainTargetBody {
  for_seconds?: number;
  hand_back: boolean;
  reason?: string;
}

const MAX_SECONDS = 30 * 24 * 3600;

function target(queueNames: string[]): Record<keyof DrainTargetBody, Joi.Schema> {
  return {
    all: Joi.boolean().valid(true),
    queue: Joi.string().valid(...queueNames),
    worker: storableText(300).description('Id of a worker, from the status'),
  };
}

export function newDrainBody(queueNames: string[]): Joi.ObjectSchema<NewDrainBody> {
  return Joi.object<NewDrainBody>({
    ...target(queueNames),
    for_seconds: Joi.number()
      .integer()
      .min(1)
      .max(MAX_SECONDS)
      .description('It ends by itself after so long; without it, not before it is ended'),
    hand_back: Joi.boolean()
      .default(false)
      .description('Hand back what runs at its next safe place instead of finishing it'),
    reason: Joi.string()
      .trim()
      .max(200)
      .pattern(/^\P{Cc}+$/u, 'printable text'),
  }).xor('all', 'queue', 'worker');
}

export function resumeBody(queueNames: string[]): Joi.ObjectSchema<DrainTargetBody> {
  return Joi.object<DrainTargetBody>(target(queueNames)).xor('all', 'queue', 'worker');
}

export const drainAnswer = Joi.object({
  id: Joi.string().uuid().required(),
  scope: Joi.string().valid('all', 'queue', 'worker').required(),
  target: Joi.string().allow(null).required().description('Name of the queue or id of the worker'),
  hand_back: Joi.boolean().required(),
  until: Joi.string().isoDate().allow(null).required(),
  reason: Joi.string().allow(null).required(),
  created_by: Joi.string().allow(null).required(),
  created_at: Joi.string().isoDate().required(),
});

export const drainsAnswer = Joi.object({ drains: Joi.array().items(drainAnswer).required() });

export const resumeAnswer = Joi.object({
  ended: Joi.array().items(drainAnswer).required(),
  still: Joi.array().items(drainAnswer).required().description('Drains that are still in force'),
});
