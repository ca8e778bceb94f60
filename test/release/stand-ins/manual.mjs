/** In place of the manual that go-md2man makes. */
export const manualPage = () =>
  '.TH "TSINIT" "8" "2026-11-27" "tsinit 0.1.0" "System Administration"\n.SH NAME\ntsinit \\- a minimal init (PID 1) for containers\n';
