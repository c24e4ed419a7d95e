import { type Choices } from './column.notation';

export const GENDERS: Choices = {
  L: ['Laki-laki', 'Laki', 'Lelaki', 'Lk', 'Pria', 'Cowok', 'Male', 'Man', 'M'],
  P: ['Perempuan', 'Pr', 'Wanita', 'W', 'Cewek', 'Female', 'Woman', 'F'],
};

export const TITLES: Choices = {
  TUAN: ['Tn', 'Bapak', 'Bpk', 'Mr', 'Mister'],
  NYONYA: ['Ny', 'Nyonyah', 'Ibu', 'Mrs'],
  NONA: ['Nn', 'Ms', 'Miss'],
};

export const CITIZENSHIPS: Choices = {
  WNI: ['Indonesia', 'Indonesian', 'ID', 'IDN', 'RI', 'Warga Negara Indonesia'],
  WNA: ['Asing', 'Foreign', 'Foreigner', 'Warga Negara Asing'],
};

export const MARITAL_STATUSES: Choices = {
  belum_menikah: ['Belum Kawin', 'Belum Nikah', 'Lajang', 'Single', 'Not Married', 'Unmarried'],
  menikah: ['Kawin', 'Nikah', 'Sudah Menikah', 'Sudah Kawin', 'Married'],
  cerai_hidup: ['Cerai', 'Divorced'],
  cerai_mati: ['Widowed', 'Widow', 'Widower'],
  janda_duda: ['Janda', 'Duda', 'Duda/Janda'],
};

export const BLOOD_GROUPS: Choices = {
  A: ['Gol A'],
  B: ['Gol B'],
  AB: ['Gol AB'],
  O: ['Gol O', '0'],
  'A+': [],
  'A-': [],
  'B+': [],
  'B-': [],
  'AB+': [],
  'AB-': [],
  'O+': ['0+'],
  'O-': ['0-'],
};

export const ROOMS: Choices = {
  QUAD: ['Quadruple', 'Kuad', 'Berempat', '4'],
  TRIPLE: ['Tripel', 'Bertiga', '3'],
  DOUBLE: ['Dobel', 'Twin', 'Berdua', '2'],
  SINGLE: ['Singel', 'Sendiri', '1'],
};
