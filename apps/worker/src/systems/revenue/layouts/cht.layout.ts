import {
  type ClaimLayout,
  amount,
  date,
  maybeCitizenId,
  notOver,
  oneOf,
  optional,
  required,
  requiredColumn,
  text,
} from './layout.notation';

export const CHT: ClaimLayout = {
  table: 'CHT',
  title: 'ยอดรวมค่ารักษา',
  columns: [
    required('HN', text(15)),
    optional('AN', text(15)),
    required('DATE', date),
    required('TOTAL', amount),
    required('PAID', amount),
    optional('PTTYPE', text(2)),
    required('PERSON_ID', maybeCitizenId),
    requiredColumn('SEQ', text(15)),
    optional('OPD_MEMO', text(500)),
    optional('INVOICE_NO', text(50)),
    optional('INVOICE_LT', text(50)),
  ],
  rules: [oneOf('SEQ', 'AN'), notOver('PAID', 'TOTAL', 'paid_over_total')],
};
