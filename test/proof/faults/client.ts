import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, ask, type Question, Unanswered } from './ask';
import { type History } from './history';
import { type Kind, type Move, type Plan, type Seen } from './kinds/kind';

/** Between two tries of a request that had no answer. */
const TRY_AGAIN_MS = 200;
const POLL_EVERY_MS = 100;
/** So long a client asks for one thing; who is not answered by then never is. */
const PATIENCE_MS = 180_000;
/** The key's first request is not done with yet. */
const IN_FLIGHT = 409;
const TOO_MANY = 429;

/** One batch from its request to its end, as the history has it. */
export interface Operation {
  id: string;
  kind: Kind;
  planned: Plan;
  /** Id of what was made; undefined while it has not been accepted. */
  subject?: string;
  /** Subjects of further answers under the same key. */
  otherSubjects: string[];
  hasEnded: boolean;
}

/** Whom the client asks: all replicas, in turn by chance. */
export interface Replicas {
  url(): string;
  token(login: string): string;
}

/** A client as careful as a good one: it asks again under the same key until it is answered, and polls to the end. */
export class Client {
  constructor(
    private readonly replicas: Replicas,
    private readonly history: History,
  ) {}

  async perform(operation: Operation): Promise<void> {
    const { id, kind, planned } = operation;
    this.history.note('invoke', id, { moves: planned.moves.length, doubled: planned.isDoubled });
    const answers = await Promise.all(
      Array.from({ length: planned.isDoubled ? 2 : 1 }, () =>
        this.untilAnswered(operation, keyed(kind.question(planned), id), () => kind.question(planned), []),
      ),
    );
    const subjects = answers.flatMap((answer) => (answer ? [kind.subjectOf(answer.body)] : []));
    const [subject, ...others] = subjects;
    if (subject === undefined) return;
    operation.subject = subject;
    operation.otherSubjects.push(...others.filter((other) => other !== subject));
    this.history.note('accepted', id, { subject });
    for (const makeMove of planned.moves) if (!(await this.move(operation, makeMove(subject)))) return;
    operation.hasEnded = true;
    this.history.note('ended', id);
  }

  private async move(operation: Operation, move: Move): Promise<boolean> {
    const { question } = move;
    if (question && !(await this.untilAnswered(operation, question, () => question, move.mayAnswer ?? [])))
      return false;
    return this.untilDone(operation, move);
  }

  /** @returns undefined when it was refused, or not answered within all patience */
  private async untilAnswered(
    operation: Operation,
    first: Question,
    again: () => Question,
    mayAnswer: readonly number[],
  ): Promise<Answer | undefined> {
    const { id } = operation;
    const { headers = {} } = first;
    const deadline = performance.now() + PATIENCE_MS;
    let question = first;
    while (performance.now() < deadline) {
      try {
        const answer = await this.once(operation, question);
        if (answer.status < 300 || mayAnswer.includes(answer.status)) return answer;
        const comesBack =
          answer.status === TOO_MANY || (answer.status === IN_FLIGHT && 'Idempotency-Key' in headers);
        if (!comesBack) {
          this.history.note('refused', id, { path: question.path, status: answer.status, body: answer.body });
          return undefined;
        }
      } catch (error) {
        this.noteUnknown(id, error);
      }
      await delay(TRY_AGAIN_MS);
      // A form can be sent once.
      question = { ...again(), headers: { ...again().headers, ...headers } };
    }
    this.history.note('refused', id, { path: question.path, reason: 'no answer within all patience' });
    return undefined;
  }

  private async untilDone(operation: Operation, { name, isDone }: Move): Promise<boolean> {
    const { id, kind, subject } = operation;
    const path = kind.pollPath(subject as string);
    const deadline = performance.now() + PATIENCE_MS;
    let last: Seen | undefined;
    while (performance.now() < deadline) {
      const seen = await this.poll(operation, path);
      if (seen) {
        const isOver = isDone(seen);
        // What has come about for this move may be undone by the next one.
        const shown = { ...seen, hasEnded: isOver };
        if (JSON.stringify(shown) !== JSON.stringify(last))
          this.history.note('observed', id, { move: name, ...shown });
        last = shown;
        if (isOver) return true;
      }
      await delay(POLL_EVERY_MS);
    }
    return false;
  }

  private async poll(operation: Operation, path: string): Promise<Seen | undefined> {
    const { id, kind } = operation;
    try {
      const answer = await this.once(operation, { method: 'GET', path });
      if (answer.status === 200) return kind.seenOf(answer.body);
      if (answer.status !== TOO_MANY)
        this.history.note('refused', id, { path, status: answer.status, body: answer.body });
    } catch (error) {
      this.noteUnknown(id, error);
    }
    return undefined;
  }

  private once({ kind }: Operation, question: Question): Promise<Answer> {
    return ask(this.replicas.url(), this.replicas.token(kind.login), question);
  }

  private noteUnknown(id: string, error: unknown): void {
    if (!(error instanceof Unanswered)) throw error;
    this.history.note('unknown', id, { error: error.message, status: error.status ?? null });
  }
}

function keyed(question: Question, key: string): Question {
  return { ...question, headers: { ...question.headers, 'Idempotency-Key': key } };
}
