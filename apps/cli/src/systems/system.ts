import { type SluiceClient } from '@sluice/client';
import { type Batch } from '../api-answers';
import { type LocalFile } from '../local-files';
import { type SystemName } from '../system-names';
import { type Sender } from './sender';

/** What `upload` was told besides the files. */
export interface UploadOptions {
  /** Which of the system's ways; undefined: the usual one. */
  strategy: string | undefined;
  /** Fields of the form, by name. */
  fields: Record<string, string>;
  /** Only look at it, where the system can. */
  isDryRun: boolean;
}

/** What became of files that were sent together. */
export interface Sent {
  /** Of the batch; undefined where the system is through with them already. */
  id?: string;
  /** What the API said. */
  answer: object;
  /** For people, where there is no batch that says it. */
  outcome?: string;
  /** Some of it was refused. */
  hasFailures?: boolean;
}

/** Something that is wrong, in the system's own form. */
export type Wrong = Record<string, unknown>;

/** A body that is passed on as it comes. */
export type Download = Promise<{ data?: Response['body'] | undefined }>;

/** What the command does with a system: everything that goes by that system's own routes. */
export interface System {
  name: SystemName;
  /** Ways to send, the usual one first; empty where there is one. */
  strategies: readonly string[];
  /** Fields that a strategy takes besides the files. */
  fieldsOf(strategy: string | undefined): readonly string[];
  /** Which of the files go together; each group is a batch. */
  groupsOf(files: LocalFile[], options: UploadOptions): LocalFile[][];
  upload(sender: Sender, files: LocalFile[], options: UploadOptions): Promise<Sent>;
  /** Everything that the system itself says of it. */
  details(client: SluiceClient, batch: Batch): Promise<object>;
  /** Columns of {@link System.errors} that people are shown. */
  errorColumns: readonly string[];
  errors(client: SluiceClient, batch: Batch): AsyncGenerator<Wrong>;
  /** All of them as CSV, where the system has that. @param fileId of revenue: of one file of the batch */
  errorsCsv?(client: SluiceClient, batch: Batch, fileId: string | undefined): Download;
  /** Results, by format; the first one is the usual one. */
  exports(batch: Batch): Record<string, (client: SluiceClient) => Download>;
  retry?(client: SluiceClient, batch: Batch): Promise<object>;
  cancel?(client: SluiceClient, batch: Batch): Promise<object>;
}
