const causes = [
  {
    pattern: /ENOSPC|no space left on device/i,
    explain: ({ root }) =>
      `The disk is full. The packages need about 1.1 GB in ${root}, and npm's cache up to 0.5 GB in your home folder. Free some space and run the command again.`,
  },
  {
    pattern: /\bE(?:ACCES|PERM|ROFS)\b|permission denied|read-only file system/i,
    explain: ({ root }) =>
      `npm may not write into ${root} or into its cache (npm config get cache). Run the command as the owner of that folder, or make the folder yours, and run it again.`,
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|ERR_SOCKET_TIMEOUT/i,
    explain: () =>
      'npm could not reach its package registry. Check the connection; behind a proxy, set it with "npm config set proxy http://host:port" and "npm config set https-proxy http://host:port". Then run the command again: this is needed only when something is not installed yet.',
  },
  {
    pattern: /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|CERT_/i,
    explain: () =>
      'npm does not trust the certificate of its package registry. Behind a proxy that inspects traffic, point npm at its certificate with "npm config set cafile /path/to/certificate.pem" and run the command again.',
  },
  {
    pattern: /\bE(?:401|403)\b/,
    explain: () =>
      'The package registry refused the request. Check "npm config get registry" and your login ("npm login"), then run the command again.',
  },
  {
    pattern: /\bE404\b|ETARGET|notarget/i,
    explain: () =>
      'The package registry does not have a package that the lock file asks for. Check "npm config get registry": the public registry has all of them.',
  },
  {
    pattern: /EUSAGE|in sync/i,
    explain: () =>
      'package.json and package-lock.json do not fit together. After a change to package.json run "npm install" once and commit both files.',
  },
  {
    pattern: /EINTEGRITY/,
    explain: () =>
      'A downloaded package is not what the lock file pins. Run "npm cache clean --force" and then the command again; if it repeats, the registry serves altered files.',
  },
];

/** Leaves out npm's stack traces and the fields of its error objects. */
function isForPeople(line) {
  return !/^npm (?:error|ERR!)\s*(?:at .*|\w+: ('.*'|-?\d+),?|\})?$/.test(line);
}

/**
 * Says in one paragraph why `npm` failed and what to do, from what it printed. An unknown failure shows npm's own last lines.
 */
export function explainInstallFailure({ output, root }) {
  const cause = causes.find(({ pattern }) => pattern.test(output));
  const lastLines = output.trim().split('\n').filter(isForPeople).slice(-8).join('\n');
  const advice = cause?.explain({ root }) ?? 'npm failed for a reason of its own; its last lines are above.';
  return `${lastLines}\n\nThe packages could not be installed. ${advice}`;
}
