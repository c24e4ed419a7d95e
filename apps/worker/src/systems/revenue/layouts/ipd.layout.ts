import {
  type ClaimLayout,
  codes,
  date,
  inOrder,
  key,
  number,
  optional,
  required,
  text,
  time,
} from './layout.notation';

export const IPD: ClaimLayout = {
  table: 'IPD',
  title: 'การรับผู้ป่วยใน',
  columns: [
    required('HN', text(15)),
    key('AN', text(15)),
    required('DATEADM', date),
    required('TIMEADM', time),
    required('DATEDSC', date),
    required('TIMEDSC', time),
    required('DISCHS', codes('1-9')),
    required('DISCHT', codes('1-5 8 9')),
    optional('WARDDSC', text(4)),
    optional('DEPT', text(2)),
    optional('ADM_W', number(7, 3)),
    required('UUC', codes('1 2')),
    // Some hospital systems write 1 for I.
    required('SVCTYPE', codes('I A 1')),
  ],
  rules: [inOrder(['DATEADM', 'TIMEADM'], ['DATEDSC', 'TIMEDSC'], 'discharge_before_admission')],
};
