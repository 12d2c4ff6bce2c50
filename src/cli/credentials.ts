/** The text with the password of every PostgreSQL URL in it, and its user, replaced, also of URLs that are not valid. */
export function withoutCredentials(text: string): string {
  return text
    .replace(/(postgres(?:ql)?:\/\/)[^\s'":]*:[^\s'"]*@/gi, '$1***@')
    .replace(/([?&](?:user|password|sslpassword)=)[^&\s'"]*/gi, '$1***')
    .replace(/\b(password\s*=\s*)('[^']*'|[^\s'"&]+)/gi, '$1***');
}
