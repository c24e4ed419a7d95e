/** Languages of the systems' messages. */
export type Language = 'en' | 'th' | 'id';

/** Words that every report has. */
export interface Words {
  batch: string;
  size: string;
  by: string;
  createdAt: string;
  begunAt: string;
  finishedAt: string;
  duration: string;
  figures: string;
  /** Head of the column that names what is counted. */
  what: string;
  count: string;
  share: string;
  total: string;
  /** In place of a table without rows. */
  nothing: string;
  notYet: string;
  madeAt(time: string): string;
  more(shown: string, hidden: string): string;
  allAt: string;
}

const en: Words = {
  batch: 'Batch',
  size: 'Size',
  by: 'Sent by',
  createdAt: 'Received',
  begunAt: 'Begun',
  finishedAt: 'Finished',
  duration: 'Duration',
  figures: 'In figures',
  what: 'Outcome',
  count: 'Count',
  share: 'Share',
  total: 'Total',
  nothing: 'Nothing to report.',
  notYet: 'not yet',
  madeAt: (time) => `As of ${time}.`,
  more: (shown, hidden) => `The first ${shown} are shown; ${hidden} more are not.`,
  allAt: 'All of it:',
};

const th: Words = {
  batch: 'รหัส batch',
  size: 'ขนาด',
  by: 'ผู้ส่ง',
  createdAt: 'รับเมื่อ',
  begunAt: 'เริ่มเมื่อ',
  finishedAt: 'เสร็จเมื่อ',
  duration: 'ใช้เวลา',
  figures: 'ตัวเลขสำคัญ',
  what: 'ผลลัพธ์',
  count: 'จำนวน',
  share: 'สัดส่วน',
  total: 'รวม',
  nothing: 'ไม่มีรายการ',
  notYet: 'ยังไม่เสร็จ',
  madeAt: (time) => `ข้อมูล ณ ${time}`,
  more: (shown, hidden) => `แสดง ${shown} รายการแรก ยังมีอีก ${hidden} รายการที่ไม่ได้แสดง`,
  allAt: 'ข้อมูลทั้งหมด:',
};

const id: Words = {
  batch: 'ID job',
  size: 'Ukuran',
  by: 'Diunggah oleh',
  createdAt: 'Diterima',
  begunAt: 'Dimulai',
  finishedAt: 'Selesai',
  duration: 'Durasi',
  figures: 'Ringkasan angka',
  what: 'Hasil',
  count: 'Jumlah',
  share: 'Persentase',
  total: 'Total',
  nothing: 'Tidak ada.',
  notYet: 'belum',
  madeAt: (time) => `Keadaan per ${time}.`,
  more: (shown, hidden) => `Ditampilkan ${shown} baris pertama; ${hidden} lainnya tidak ditampilkan.`,
  allAt: 'Data lengkap:',
};

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}

const WORDS: Record<Language, Words> = { en, th, id };
