import {
  type ClaimLayout,
  codes,
  date,
  hcode,
  oneOf,
  optional,
  required,
  requiredColumn,
  text,
  time,
} from './layout.notation';

/** Which of four reasons a referral has: a 1 or 0 for each, at least one of them 1. */
const REFERRAL_BITS = '0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111';

export const AER: ClaimLayout = {
  table: 'AER',
  title: 'อุบัติเหตุ ฉุกเฉิน และรับส่งเพื่อรักษา',
  columns: [
    required('HN', text(15)),
    optional('AN', text(15)),
    required('DATEOPD', date),
    optional('AUTHAE', text(12)),
    required('AEDATE', date),
    required('AETIME', time),
    optional('AETYPE', codes('V O B')),
    optional('REFER_NO', text(20)),
    optional('REFMAINI', hcode),
    optional('IREFTYPE', codes(REFERRAL_BITS)),
    optional('REFMAINO', hcode),
    optional('OREFTYPE', codes(REFERRAL_BITS)),
    optional('UCAE', codes('A E I O C Z')),
    optional('EMTYPE', codes('1 2 3')),
    requiredColumn('SEQ', text(15)),
    optional('AESTATUS', text(1)),
    optional('DALERT', date),
    optional('TALERT', time, 'TALERA'),
  ],
  rules: [oneOf('SEQ', 'AN')],
};
