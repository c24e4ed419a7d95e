import {
  type ClaimLayout,
  clinic,
  codes,
  date,
  hcode,
  optional,
  required,
  requiredIfPresent,
  text,
} from './layout.notation';

export const ORF: ClaimLayout = {
  table: 'ORF',
  title: 'การส่งต่อผู้ป่วยนอก',
  columns: [
    required('HN', text(15)),
    required('DATEOPD', date),
    optional('CLINIC', clinic),
    required('REFER', hcode),
    required('REFERTYPE', codes('1 2')),
    required('SEQ', text(15)),
    requiredIfPresent('REFERDATE', date),
  ],
  rules: [],
};
