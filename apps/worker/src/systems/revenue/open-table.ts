import { type FileStore } from '@sluice/kernel/storage';
import { type RevenueFile } from '@sluice/systems/revenue';
import { unsupportedType } from './archive-members';
import { openDbfTable } from './open-dbf-table';
import { openTextTable } from './open-text-table';
import { type Table, TableRefusal } from './table';

/** Opens a stored file by its type. TableRefusal when nothing of it can be imported. */
export async function openTable(store: FileStore, file: RevenueFile): Promise<Table> {
  switch (file.fileType) {
    case 'DBF':
      return openDbfTable(store, file);
    case 'CSV':
    case 'TXT':
      return openTextTable(store, file);
    default:
      throw new TableRefusal(unsupportedType());
  }
}
