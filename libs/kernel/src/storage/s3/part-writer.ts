/** Gathers bytes to parts of one size. While one is on its way the next gathers, and then waits for it. */
export class PartWriter {
  private chunks: Buffer[];
  private gathered: number;
  private sending: Promise<void> = Promise.resolve();

  /**
   * @param start what the first part begins with
   * @param send stores a part, alone and in order
   */
  constructor(
    private readonly partBytes: number,
    private readonly send: (part: Buffer) => Promise<void>,
    start: Buffer = Buffer.alloc(0),
  ) {
    this.chunks = [start];
    this.gathered = start.length;
  }

  /** Resolves when there is room for more. @throws what sending a part threw */
  async write(chunk: Buffer): Promise<void> {
    let rest = chunk;
    while (this.gathered + rest.length >= this.partBytes) {
      const missing = this.partBytes - this.gathered;
      this.chunks.push(rest.subarray(0, missing));
      rest = rest.subarray(missing);
      const part = this.take();
      await this.sending;
      this.sending = this.send(part);
      // Whoever waits for it next meets its error.
      this.sending.catch(() => undefined);
    }
    if (rest.length === 0) return;
    this.chunks.push(rest);
    this.gathered += rest.length;
  }

  /** Resolves when nothing is on its way any more. @returns what makes no whole part */
  async rest(): Promise<Buffer> {
    await this.sending;
    return this.take();
  }

  private take(): Buffer {
    const part = Buffer.concat(this.chunks);
    this.chunks = [];
    this.gathered = 0;
    return part;
  }
}
