import { type ClaimLayout, codes, hcode, required, text } from './layout.notation';

export const IRF: ClaimLayout = {
  table: 'IRF',
  title: 'การส่งต่อผู้ป่วยใน',
  columns: [required('AN', text(15)), required('REFER', hcode), required('REFERTYPE', codes('1 2'))],
  rules: [],
};
