/** Time for people and for logs. */
import { padded, quotient } from "./text";

const DAY: f64 = 86400000;
/** Of a day in a millisecond. */
const PER_DAY: f64 = 1.1574074074074074e-8;

/** Milliseconds since 1970 as RFC 3339 has them, in UTC: 2026-01-31T12:34:56.789Z. */
export function timestamp(ms: f64): string {
  // The product may be off by the last bit: a day begins when its milliseconds are over, not before.
  let days = Math.floor(ms * PER_DAY);
  if ((days + 1) * DAY <= ms) days += 1;
  if (days * DAY > ms) days -= 1;
  const rest = Math.floor(ms - days * DAY) as i32;
  const seconds = quotient(rest, 1000);
  const minutes = quotient(seconds, 60);
  const time = `${padded(quotient(minutes, 60), 2)}:${padded(minutes % 60, 2)}:${padded(seconds % 60, 2)}`;
  return `${date(days as i32)}T${time}.${padded(rest % 1000, 3)}Z`;
}

/** The day that so many days after 1970-01-01 is. */
function date(days: i32): string {
  let year: i32 = 1970;
  let left: i32 = days;
  while (left >= daysOf(year)) {
    left -= daysOf(year);
    year++;
  }
  let month: i32 = 1;
  while (left >= daysOfMonth(year, month)) {
    left -= daysOfMonth(year, month);
    month++;
  }
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(left + 1, 2)}`;
}

function daysOf(year: i32): i32 {
  return isLeap(year) ? 366 : 365;
}

function daysOfMonth(year: i32, month: i32): i32 {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: i32): bool {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** A length of time in its largest unit: 12s, 5m, 3h, 9d. */
export function age(seconds: i32): string {
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${quotient(seconds, 60)}m`;
  if (seconds < 172800) return `${quotient(seconds, 3600)}h`;
  return `${quotient(seconds, 86400)}d`;
}
