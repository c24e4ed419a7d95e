import { type ClaimLayout, date, freeText, hcode, maybeCitizenId, required, text } from './layout.notation';

export const LABFU: ClaimLayout = {
  table: 'LABFU',
  title: 'ผลตรวจทางห้องปฏิบัติการ',
  columns: [
    required('HCODE', hcode),
    required('HN', text(15)),
    required('PERSON_ID', maybeCitizenId),
    required('DATESERV', date),
    required('SEQ', text(15)),
    required('LABTEST', freeText),
    required('LABRESULT', freeText),
  ],
  rules: [],
};
