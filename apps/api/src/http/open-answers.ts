import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The answers that a server has still to give. */
export class OpenAnswers {
  private readonly answers = new Set<ServerResponse>();
  private areLast = false;

  /** From now on all requests are seen; before the application sees them. */
  constructor(server: Server) {
    const watch = (_request: IncomingMessage, answer: ServerResponse): void => this.watch(answer);
    server.prependListener('request', watch);
    server.prependListener('checkContinue', watch);
  }

  /**
   * Every answer whose head is not sent yet says `Connection: close`, so that clients which keep connections, balancers
   * above all, make their next one elsewhere, and none is closed under a request.
   */
  makeLast(): void {
    this.areLast = true;
    for (const answer of this.answers) answer.shouldKeepAlive = false;
  }

  /**
   * Hangs up on all who have not been answered, as if they had. What came of a resumable upload is kept.
   * @returns how many
   */
  cut(): number {
    const { size } = this.answers;
    for (const { socket } of this.answers) socket?.destroy();
    return size;
  }

  private watch(answer: ServerResponse): void {
    this.answers.add(answer);
    answer.once('close', () => this.answers.delete(answer));
    if (this.areLast) answer.shouldKeepAlive = false;
  }
}
