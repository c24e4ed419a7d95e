import {
  type ClaimLayout,
  amount,
  codes,
  date,
  maybeCitizenId,
  oneOf,
  optional,
  required,
  requiredColumn,
  text,
} from './layout.notation';

/**
 * Categories 1-9 and A-J, each with 1 for what can be claimed and 2 for what goes beyond; K1 for the accident act;
 * 01-16 as some hospital systems write the plain category.
 */
const CHARGE_ITEMS =
  '11 12 21 22 31 32 41 42 51 52 61 62 71 72 81 82 91 92 ' +
  'A1 A2 B1 B2 C1 C2 D1 D2 E1 E2 F1 F2 G1 G2 H1 H2 I1 I2 J1 J2 K1 01-16';

export const CHA: ClaimLayout = {
  table: 'CHA',
  title: 'รายการค่ารักษา',
  columns: [
    required('HN', text(15)),
    optional('AN', text(15)),
    required('DATE', date),
    required('CHRGITEM', codes(CHARGE_ITEMS)),
    required('AMOUNT', amount),
    required('PERSON_ID', maybeCitizenId),
    requiredColumn('SEQ', text(15)),
  ],
  rules: [oneOf('SEQ', 'AN')],
};
