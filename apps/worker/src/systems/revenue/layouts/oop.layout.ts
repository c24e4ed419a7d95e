import {
  type ClaimLayout,
  amount,
  clinic,
  date,
  icd9,
  maybeCitizenId,
  optional,
  required,
  text,
} from './layout.notation';

export const OOP: ClaimLayout = {
  table: 'OOP',
  title: 'หัตถการผู้ป่วยนอก',
  columns: [
    required('HN', text(15)),
    required('DATEOPD', date),
    optional('CLINIC', clinic),
    required('OPER', icd9),
    required('DROPID', text(6)),
    required('PERSON_ID', maybeCitizenId),
    required('SEQ', text(15)),
    optional('SERVPRICE', amount),
  ],
  rules: [],
};
