export { type RowBlock, type RowCursor, type RowKind } from './row-cursor';
