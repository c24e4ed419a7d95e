import { type Answer, type Arena } from './attack';

/** As `send` of the arena, which is made of what this has sent. */
export type Sender = Arena['send'];

/** The body of an answer that must have come. @throws Error naming what came instead */
export function expectAnswer<Body>(status: number, answer: Answer): Body {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${answer.text.slice(0, 400)}`);
  return answer.json as Body;
}
