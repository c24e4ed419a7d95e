import {
  type ClaimLayout,
  citizenIdWhen,
  codes,
  date,
  hcode,
  key,
  optional,
  required,
  text,
} from './layout.notation';

export const PAT: ClaimLayout = {
  table: 'PAT',
  title: 'ผู้ป่วย',
  columns: [
    required('HCODE', hcode),
    key('HN', text(15)),
    optional('CHANGWAT', text(2)),
    optional('AMPHUR', text(2)),
    required('DOB', date),
    required('SEX', codes('1 2')),
    required('MARRIAGE', codes('1-6 9')),
    required('OCCUPA', text(3)),
    required('NATION', text(3)),
    required('PERSON_ID', text(13)),
    required('NAMEPAT', text(36)),
    required('TITLE', text(30)),
    required('FNAME', text(40)),
    required('LNAME', text(40)),
    required('IDTYPE', text(1)),
  ],
  rules: [citizenIdWhen('PERSON_ID', 'IDTYPE', '1')],
};
