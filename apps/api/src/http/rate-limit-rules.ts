import { type RateLimits as Maxima } from '@sluice/kernel/config';
import { type EnvelopeName, envelopeOf } from './envelopes';

/** A limit and what falls under it. */
export interface RateLimitRule {
  /** Its configured maximum; part of the keys in Redis, so never renamed. */
  name: keyof Maxima;
  covers(method: string, path: string, envelope: EnvelopeName): boolean;
  /** True leaves out all who show a valid token. */
  anonymousOnly?: boolean;
}

/** First match decides. A system adopts a limit by a line here and its number in kernel/config. */
const rules: RateLimitRule[] = [
  { name: 'migration', covers: (_method, path) => /^\/api\/v1\/onboarding(\/|$)/i.test(path) },
  { name: 'revenueUploads', covers: isPostTo(/^\/api\/revenue\/upload\/batch\/?$/i) },
  { name: 'omrUploads', covers: isPostTo(/^\/api\/batches\/upload\/?$/i) },
  {
    name: 'contentReads',
    covers: (method, _path, envelope) => (method === 'GET' || method === 'HEAD') && envelope === 'content',
    anonymousOnly: true,
  },
];

function isPostTo(pattern: RegExp): RateLimitRule['covers'] {
  return (method, path) => method === 'POST' && pattern.test(path);
}

/**
 * The limit a request falls under, undefined when there is none.
 * @param envelope whose answer it gets, where the path alone does not tell
 */
export function rateLimitRuleOf(
  method: string,
  path: string,
  envelope = envelopeOf(method, path),
): RateLimitRule | undefined {
  return rules.find(({ covers }) => covers(method, path, envelope));
}
