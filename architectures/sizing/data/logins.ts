/** What one password check costs a server, and how many run at once. */
export const logins = {
  /** Seconds of one core for PBKDF2-SHA256 with 600,000 iterations (server 11.0 and later), measured on a Xeon with SHA extensions. */
  hashSeconds: 0.086,
  /** Seconds of a login besides the hash at moderate load: the published login mean of 104 ms less the hash. */
  restSeconds: 0.018,
  /** Threads of a vCPU pair share one core's arithmetic units. */
  vcpusPerCore: 2,
  /** Seconds after which the least patient client that is known gives up: the load-test tool; apps and browsers wait longer. */
  patienceSeconds: 5,
  /** The most people who come at once: 15,000 in 15 minutes. */
  storm: { people: 15_000, minutes: 15 },
} as const;
