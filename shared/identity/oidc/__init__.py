"""Sign-in with an OpenID provider (Entra ID or any other): code flow with PKCE, by discovery."""
