/**
 * Where the text of a resource is, for an address that shows it as a page: files and folders of repositories on GitHub
 * and GitLab (`/blob/`, `/tree/`, `owner/repository@v1.0.0/path`). Any other URL stays as it is.
 */
export function rawUrl(url: URL): URL {
  if (url.hostname === 'github.com' || url.hostname === 'www.github.com') return github(url) ?? url;
  return gitlab(url) ?? url;
}

function github(url: URL): URL | undefined {
  const page =
    /^\/(?<owner>[^/]+)\/(?<name>[^/@]+)(?:\/(?:blob|tree|raw)\/(?<ref>[^/]+)|@(?<version>[^/]+))?(?:\/(?<path>.*))?$/;
  const { owner, name, ref, version, path = '' } = page.exec(url.pathname)?.groups ?? {};
  if (owner === undefined || name === undefined) return undefined;
  const commit = ref ?? version;
  // A version may stand behind the path too: owner/repository/path@v1.0.0.
  const [, before, behind] = commit === undefined ? (/^(.*)@([^/@]+)$/.exec(path) ?? []) : [];
  const place = `${owner}/${name}/${commit ?? behind ?? 'HEAD'}/${before ?? path}`;
  return new URL(`https://raw.githubusercontent.com/${place}${url.search}`);
}

function gitlab(url: URL): URL | undefined {
  const isGitlab = url.hostname === 'gitlab.com';
  const [, project, rest] =
    /^(\/.+?)\/-\/(?:blob|tree)\/(.+)$/.exec(url.pathname) ??
    (isGitlab ? (/^(\/.+?)\/(?:blob|tree)\/(.+)$/.exec(url.pathname) ?? []) : []);
  if (project !== undefined && rest !== undefined) {
    return new URL(`${url.origin}${project}/-/raw/${rest}${url.search}`);
  }
  const [, versioned, ref, path] = isGitlab ? (/^(\/[^@]+)@([^/]+)\/(.+)$/.exec(url.pathname) ?? []) : [];
  if (versioned === undefined) return undefined;
  return new URL(`${url.origin}${versioned}/-/raw/${ref}/${path}${url.search}`);
}
