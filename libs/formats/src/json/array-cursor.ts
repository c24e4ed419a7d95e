import { OPEN_ARRAY } from './json-bytes';
import { type JsonCheckpoint, type JsonMembers } from './json-record';
import { RecordsCursor, Stage } from './records-cursor';

/** Finds the records of a file that is an array of them. */
export class ArrayCursor extends RecordsCursor {
  readonly members: JsonMembers = Object.create(null) as JsonMembers;

  get checkpoint(): JsonCheckpoint {
    return {
      shape: 'array',
      offset: this.endOffset,
      recordNumber: this.record.recordNumber,
      members: {},
    };
  }

  protected override passOutside(): boolean {
    if (this.isOver) throw this.unexpected('the end', this.at);
    if (!this.isAt(OPEN_ARRAY)) throw this.wrongShape('an array of records');
    this.pass(Stage.FirstRecord);
    return true;
  }

  protected override endRecords(): void {
    this.pass(Stage.Outside);
    this.isOver = true;
  }
}
