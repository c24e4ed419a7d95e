import { type ClaimLayout, codes, icd10, required, text } from './layout.notation';

export const IDX: ClaimLayout = {
  table: 'IDX',
  title: 'การวินิจฉัยผู้ป่วยใน',
  columns: [
    required('AN', text(15)),
    required('DIAG', icd10),
    required('DXTYPE', codes('1-7')),
    required('DRDX', text(6)),
  ],
  rules: [],
};
