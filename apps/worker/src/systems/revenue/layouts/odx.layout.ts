import {
  type ClaimLayout,
  clinic,
  codes,
  date,
  icd10,
  maybeCitizenId,
  optional,
  required,
  text,
} from './layout.notation';

export const ODX: ClaimLayout = {
  table: 'ODX',
  title: 'การวินิจฉัยผู้ป่วยนอก',
  columns: [
    required('HN', text(15)),
    required('DATEDX', date),
    optional('CLINIC', clinic),
    required('DIAG', icd10),
    required('DXTYPE', codes('1-7')),
    required('DRDX', text(6)),
    required('PERSON_ID', maybeCitizenId),
    required('SEQ', text(15)),
  ],
  rules: [],
};
