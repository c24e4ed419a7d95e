import {
  type ClaimLayout,
  codes,
  date,
  icd9,
  inOrder,
  optional,
  required,
  text,
  time,
} from './layout.notation';

export const IOP: ClaimLayout = {
  table: 'IOP',
  title: 'หัตถการผู้ป่วยใน',
  columns: [
    required('AN', text(15)),
    required('OPER', icd9),
    optional('OPTYPE', codes('1 2 3')),
    required('DROPID', text(6)),
    required('DATEIN', date),
    required('TIMEIN', time),
    optional('DATEOUT', date),
    optional('TIMEOUT', time),
  ],
  rules: [inOrder(['DATEIN', 'TIMEIN'], ['DATEOUT', 'TIMEOUT'], 'end_before_start', true)],
};
