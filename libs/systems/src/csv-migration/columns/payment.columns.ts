import {
  choice,
  jamaahReference,
  longText,
  type MigrationColumn,
  moneyAboveZero,
  optional,
  packageReference,
  pastDate,
  required,
  text,
} from './column.notation';
import { CURRENCIES } from './currencies';

const METHODS = {
  transfer: ['Transfer Bank', 'Bank Transfer', 'TF', 'TRF', 'Bank', 'Wire'],
  tunai: ['Cash', 'Kas', 'Kontan'],
  kartu: ['Kartu Kredit', 'Kartu Debit', 'Debit', 'Kredit', 'Card', 'Credit Card', 'Debit Card', 'EDC'],
  qris: ['QR', 'QR Code', 'E-Wallet', 'Gopay', 'OVO', 'Dana'],
  virtual_account: ['VA', 'Virtual Akun', 'Rekening Virtual'],
};

const KINDS = {
  dp: ['Uang Muka', 'Down Payment', 'Deposit', 'Booking', 'Tanda Jadi'],
  cicilan: ['Angsuran', 'Cicil', 'Instalment', 'Installment', 'Termin'],
  pelunasan: ['Lunas', 'Pelunasan Akhir', 'Full', 'Full Payment', 'Settlement', 'Final'],
  refund: ['Pengembalian', 'Pengembalian Dana', 'Retur'],
};

const STATUSES = {
  pending: ['Menunggu', 'Tertunda', 'Belum Verifikasi', 'Belum Diverifikasi', 'Waiting', 'Unverified'],
  verified: ['Terverifikasi', 'Diverifikasi', 'Verifikasi', 'Sah', 'Approved', 'Disetujui', 'Confirmed'],
  rejected: ['Ditolak', 'Tolak', 'Batal', 'Gagal', 'Declined', 'Failed'],
};

/** Payments of pilgrims. */
// prettier-ignore
export const PAYMENT_COLUMNS: readonly MigrationColumn[] = [
  required('jamaah_id', 'Jamaah', jamaahReference, {
    synonyms: [
      'Jamaah', 'Jemaah', 'ID Jamaah', 'ID Jemaah', 'Jemaah ID', 'NIK', 'NIK Jamaah', 'NIK Jemaah', 'KTP',
      'No KTP', 'Email', 'E-mail', 'Email Jamaah', 'Email Jemaah', 'Pilgrim', 'Pilgrim ID', 'Customer',
      'Customer ID',
    ],
    example: 'ahmad.rizki@email.com',
  }),
  required('jumlah', 'Jumlah', moneyAboveZero, {
    synonyms: [
      'Jumlah Bayar', 'Jml Bayar', 'Jumlah Pembayaran', 'Nominal', 'Nominal Bayar', 'Nominal Pembayaran',
      'Nilai', 'Total', 'Total Bayar', 'Bayar', 'Pembayaran', 'Besar Pembayaran', 'Amount', 'Amount Paid',
      'Paid Amount', 'Payment Amount', 'Paid', 'Value',
    ],
    example: '5000000',
  }),
  required('tanggal_bayar', 'Tanggal bayar', pastDate, {
    synonyms: [
      'Tgl Bayar', 'Tanggal', 'Tgl', 'Tanggal Pembayaran', 'Tgl Pembayaran', 'Tanggal Transfer',
      'Tgl Transfer', 'Tanggal Transaksi', 'Tgl Transaksi', 'Date', 'Payment Date', 'Paid At', 'Date Paid',
      'Transaction Date',
    ],
    example: '2025-01-15',
  }),
  optional('metode_pembayaran', 'Metode pembayaran', choice(METHODS), {
    synonyms: [
      'Metode', 'Metode Bayar', 'Cara Bayar', 'Cara Pembayaran', 'Via', 'Melalui', 'Method', 'Payment Method',
      'Payment Type', 'Paid By',
    ],
    example: 'transfer',
  }),
  optional('jenis_pembayaran', 'Jenis pembayaran', choice(KINDS), {
    synonyms: [
      'Jenis', 'Jenis Bayar', 'Tipe Pembayaran', 'Tipe', 'Tahap', 'Pembayaran Untuk', 'Type', 'Kind',
      'Payment Kind',
    ],
    example: 'dp',
  }),
  optional('mata_uang', 'Mata uang', choice(CURRENCIES, 'IDR'), {
    synonyms: ['Valuta', 'Kurs', 'Currency', 'Curr'],
    example: 'IDR',
  }),
  optional('paket_id', 'Paket', packageReference, {
    synonyms: ['Paket', 'Kode Paket', 'ID Paket', 'Package', 'Package ID', 'Package Code'],
    example: 'UMRAH-REG-01',
  }),
  optional('no_kwitansi', 'Nomor kwitansi', text(1, 50), {
    synonyms: [
      'Kwitansi', 'Kuitansi', 'No Kuitansi', 'Nomor Kwitansi', 'Nomor Kuitansi', 'No Nota', 'Nota',
      'No Invoice', 'Invoice', 'Invoice No', 'Invoice Number', 'No Bukti', 'Nomor Bukti', 'Receipt',
      'Receipt No', 'Receipt Number',
    ],
    example: 'KW-2025-0001',
  }),
  optional('bank', 'Bank', text(1, 50), {
    synonyms: ['Nama Bank', 'Bank Pengirim', 'Bank Tujuan', 'Rekening Bank', 'Bank Name'],
    example: 'BSI',
  }),
  optional('no_referensi', 'Nomor referensi', text(1, 100), {
    synonyms: [
      'Referensi', 'Ref', 'No Ref', 'Nomor Ref', 'Nomor Referensi', 'Kode Referensi', 'No Transaksi',
      'Nomor Transaksi', 'ID Transaksi', 'Reference', 'Reference No', 'Reference Number', 'Transaction ID',
      'Transaction No',
    ],
    example: 'TRX20250115001',
  }),
  optional('status', 'Status', choice(STATUSES, 'pending'), {
    synonyms: ['Status Pembayaran', 'Status Bayar', 'Status Verifikasi', 'Payment Status', 'State'],
    example: 'verified',
  }),
  optional('keterangan', 'Keterangan', longText(1000), {
    synonyms: [
      'Ket', 'Catatan', 'Berita', 'Deskripsi', 'Note', 'Notes', 'Remark', 'Remarks', 'Description', 'Comment',
    ],
    example: 'Uang muka',
  }),
];
