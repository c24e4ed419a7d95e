import {
  choice,
  date,
  form,
  integer,
  longText,
  MAX_INTEGER,
  type MigrationColumn,
  money,
  optional,
  required,
  text,
} from './column.notation';
import { CURRENCIES } from './currencies';

const PACKAGE_CODE = /^[A-Z0-9-]{3,30}$/;

const KINDS = {
  umrah: ['Umroh', 'Umrah Reguler', 'Umroh Reguler', 'Reguler', 'Umra', 'Umroh Biasa'],
  umrah_plus: ['Umroh Plus', 'Umrah+', 'Umroh+', 'Plus'],
  haji_khusus: ['Haji', 'Haji Plus', 'ONH Plus', 'Hajj', 'Special Hajj'],
};

const STATUSES = {
  aktif: ['Active', 'Tersedia', 'Buka', 'Open', 'Ya'],
  nonaktif: ['Tidak Aktif', 'Inactive', 'Non Aktif', 'Tutup', 'Closed', 'Tidak'],
  penuh: ['Full', 'Habis', 'Sold Out'],
};

/** Packages that pilgrims book. */
// prettier-ignore
export const PACKAGE_COLUMNS: readonly MigrationColumn[] = [
  required('kode_paket', 'Kode paket', form(PACKAGE_CODE), {
    synonyms: [
      'Kode', 'ID Paket', 'Paket ID', 'No Paket', 'Code', 'Package Code', 'Package ID', 'Code Package',
    ],
    expected: '3–30 karakter: huruf besar, angka atau tanda hubung',
    example: 'UMRAH-REG-01',
  }),
  required('nama_paket', 'Nama paket', text(1, 150), {
    synonyms: [
      'Nama', 'Paket', 'Judul', 'Judul Paket', 'Nama Program', 'Program', 'Name', 'Package', 'Package Name',
      'Title',
    ],
    example: 'Umrah Reguler 9 Hari',
  }),
  required('harga', 'Harga', money, {
    synonyms: [
      'Harga Paket', 'Biaya', 'Biaya Paket', 'Tarif', 'Harga Jual', 'Price', 'Package Price', 'Cost',
      'Amount',
    ],
    example: '32500000',
  }),
  required('tanggal_berangkat', 'Tanggal berangkat', date, {
    synonyms: [
      'Tgl Berangkat', 'Keberangkatan', 'Tanggal Keberangkatan', 'Tgl Keberangkatan', 'Berangkat',
      'Departure', 'Departure Date', 'Date of Departure', 'Start Date',
    ],
    example: '2027-01-10',
  }),
  optional('tanggal_pulang', 'Tanggal pulang', date, {
    synonyms: [
      'Tgl Pulang', 'Kepulangan', 'Tanggal Kepulangan', 'Tgl Kepulangan', 'Pulang', 'Tanggal Kembali',
      'Tgl Kembali', 'Return', 'Return Date', 'Date of Return', 'End Date',
    ],
    expected: 'Tanggal YYYY-MM-DD atau DD/MM/YYYY, tidak sebelum tanggal_berangkat',
    example: '2027-01-18',
  }),
  optional('durasi_hari', 'Durasi (hari)', integer(1, 60), {
    synonyms: [
      'Durasi', 'Lama', 'Lama Hari', 'Jumlah Hari', 'Jml Hari', 'Hari', 'Duration', 'Duration Days', 'Days',
    ],
    expected: 'Bilangan bulat 1–60, sesuai tanggal_berangkat dan tanggal_pulang',
    example: '9',
  }),
  optional('kuota', 'Kuota', integer(1, MAX_INTEGER), {
    synonyms: [
      'Quota', 'Kapasitas', 'Jumlah Seat', 'Seat', 'Kursi', 'Jumlah Kursi', 'Pax', 'Capacity', 'Seats',
    ],
    example: '45',
  }),
  optional('jenis', 'Jenis', choice(KINDS), {
    synonyms: ['Jenis Paket', 'Tipe', 'Tipe Paket', 'Kategori', 'Type', 'Package Type', 'Category'],
    example: 'umrah',
  }),
  optional('mata_uang', 'Mata uang', choice(CURRENCIES, 'IDR'), {
    synonyms: ['Valuta', 'Kurs', 'Currency', 'Curr'],
    example: 'IDR',
  }),
  optional('maskapai', 'Maskapai', text(1, 100), {
    synonyms: ['Pesawat', 'Penerbangan', 'Airline', 'Airlines', 'Flight', 'Carrier'],
    example: 'Garuda Indonesia',
  }),
  optional('bandara', 'Bandara', text(1, 100), {
    synonyms: [
      'Bandara Keberangkatan', 'Bandara Berangkat', 'Embarkasi', 'Kota Keberangkatan', 'Airport',
      'Departure Airport',
    ],
    example: 'CGK',
  }),
  optional('hotel_makkah', 'Hotel Makkah', text(1, 150), {
    synonyms: [
      'Hotel Mekkah', 'Hotel Mekah', 'Hotel di Makkah', 'Makkah Hotel', 'Mecca Hotel', 'Hotel Mecca',
    ],
    example: 'Hilton Suites Makkah',
  }),
  optional('hotel_madinah', 'Hotel Madinah', text(1, 150), {
    synonyms: ['Hotel Medina', 'Hotel Medinah', 'Hotel di Madinah', 'Madinah Hotel', 'Medina Hotel'],
    example: 'Dallah Taibah',
  }),
  optional('bintang_makkah', 'Bintang hotel Makkah', integer(1, 5), {
    synonyms: [
      'Bintang Hotel Makkah', 'Bintang Mekkah', 'Bintang Hotel Mekkah', 'Star Makkah', 'Makkah Stars',
      'Makkah Hotel Stars',
    ],
    example: '5',
  }),
  optional('bintang_madinah', 'Bintang hotel Madinah', integer(1, 5), {
    synonyms: [
      'Bintang Hotel Madinah', 'Bintang Medinah', 'Bintang Medina', 'Star Madinah', 'Madinah Stars',
      'Madinah Hotel Stars',
    ],
    example: '4',
  }),
  optional('harga_quad', 'Harga quad', money, {
    synonyms: ['Harga Kamar Quad', 'Quad', 'Harga Sekamar Berempat', 'Quad Price', 'Price Quad'],
    example: '32500000',
  }),
  optional('harga_triple', 'Harga triple', money, {
    synonyms: ['Harga Kamar Triple', 'Triple', 'Harga Sekamar Bertiga', 'Triple Price', 'Price Triple'],
    example: '34000000',
  }),
  optional('harga_double', 'Harga double', money, {
    synonyms: ['Harga Kamar Double', 'Double', 'Harga Sekamar Berdua', 'Double Price', 'Price Double'],
    example: '36500000',
  }),
  optional('status', 'Status', choice(STATUSES, 'aktif'), {
    synonyms: ['Status Paket', 'Package Status', 'State'],
    example: 'aktif',
  }),
  optional('deskripsi', 'Deskripsi', longText(2000), {
    synonyms: ['Keterangan', 'Ket', 'Catatan', 'Detail', 'Rincian', 'Description', 'Details', 'Notes'],
    example: 'Termasuk visa dan perlengkapan',
  }),
];
