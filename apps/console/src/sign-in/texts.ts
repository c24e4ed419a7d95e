import { defineTexts } from '../app/languages';

export const useSignInTexts = defineTexts('sign-in', {
  en: {
    title: 'Sign in to Sluice',
    username: 'User name',
    password: 'Password',
    signIn: 'Sign in',
    wrong: 'The user name or the password is wrong.',
    later: 'Too many tries. Come again in {{seconds}} seconds.',
  },
  th: {
    title: 'เข้าสู่ระบบ Sluice',
    username: 'ชื่อผู้ใช้',
    password: 'รหัสผ่าน',
    signIn: 'เข้าสู่ระบบ',
    wrong: 'ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง',
    later: 'พยายามหลายครั้งเกินไป กรุณาลองใหม่ใน {{seconds}} วินาที',
  },
  id: {
    title: 'Masuk ke Sluice',
    username: 'Nama pengguna',
    password: 'Kata sandi',
    signIn: 'Masuk',
    wrong: 'Nama pengguna atau kata sandi salah.',
    later: 'Terlalu banyak percobaan. Coba lagi dalam {{seconds}} detik.',
  },
});
