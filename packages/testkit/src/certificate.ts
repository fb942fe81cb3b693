// A certificate of this machine that nobody but a test trusts, and its key. Made with:
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost
//   -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2

export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIURaCuJjpp0Os2/nL3TO5ub05A2T4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE4NTUyNVoYDzIxMjYxMDI5
MTg1NTI1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT3+G7HIyuLOfv9XZBNeeSg7JKzwDQvDXdlM/C19Gjl6WbcfCum6YPE
itGZmowhEJmMfK1gwIupysbJnbmiLftno3UwczAdBgNVHQ4EFgQU+6ZUYZtT3wn2
hGQtutFeN0Uz5BkwHwYDVR0jBBgwFoAU+6ZUYZtT3wn2hGQtutFeN0Uz5BkwDwYD
VR0TAQH/BAUwAwEB/zAgBgNVHREEGTAXgglsb2NhbGhvc3SHBH8AAAGHBH8AAAIw
CgYIKoZIzj0EAwIDSAAwRQIgRwGXSJBEQVTFM/8lX2TWzfkQtUQyrVmSug/IQwen
SUkCIQDQMPx8xZmteC8CThzGsMPi17Ln4x5kd8JSkmk/3Yoi3Q==
-----END CERTIFICATE-----
`;

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvpqEO2uilMETD4dr
fFWdSkP8WpptZ5MdG8ceRp0WlU6hRANCAAT3+G7HIyuLOfv9XZBNeeSg7JKzwDQv
DXdlM/C19Gjl6WbcfCum6YPEitGZmowhEJmMfK1gwIupysbJnbmiLftn
-----END PRIVATE KEY-----
`;
