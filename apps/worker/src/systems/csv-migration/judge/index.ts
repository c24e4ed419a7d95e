export { createRowJudge, type RowJudge, type RowJudgeOptions } from './create-row-judge';
export { type PackageReference, type RowError, type RowVerdict, type TargetColumn } from './row-verdict';
