/* SPDX-License-Identifier: MIT */
/*
 * The certificate stores: folders of PEM and PKCS#12 files, each with one
 * private key and its certificate.
 *
 *	$XDG_DATA_HOME/lanyard/certs	ours, SHA1.pem, mode 0600
 *	/etc/lanyard/certs		the administrator's, *.pem, *.pfx, *.p12
 *	~/.dotnet/corefx/cryptography/x509stores/my
 *					CurrentUser\My of .NET and PowerShell,
 *					SHA1.pfx without a password; only read
 *
 * A certificate is found by its SHA-1 or SHA-256 thumbprint.  Files named by
 * the SHA-1 thumbprint are looked at first; a name is only a hint, the
 * certificate decides.
 */
#ifndef KEYS_CERTIFICATE_STORE_H
#define KEYS_CERTIFICATE_STORE_H

#include "base/file.h"
#include "keys/certificate.h"

/*
 * Finds a certificate by the digits of thumbprint_parse().  False and an error
 * of class ERROR_CONFIG that names the places looked in.  The password, which
 * may be NULL, is for a file that is named by the thumbprint.
 */
bool certificate_store_find(const char *thumbprint,
			    const struct certificate_password *password,
			    struct certificate **ret, struct error *err);

/*
 * Walks all stores, ours first; the walk ends when `visit` returns false.
 * `certificate` is NULL and `fault` filled in for a file that cannot be read.
 * A certificate without a usable key is passed over.
 */
void certificate_store_walk(bool (*visit)(const struct certificate *certificate,
					  const struct error *fault,
					  void *context),
			    void *context);

/* Puts a certificate with its key into our store; *ret_path (new string) says
 * where.  False and an error of class ERROR_STORE. */
bool certificate_store_save(const struct certificate *certificate,
			    char **ret_path, struct error *err);

/* Removes the certificate of that SHA-1 thumbprint from our store;
 * FILE_ABSENT if it is not there, FILE_FAULT and an error. */
enum file_result certificate_store_remove(const char *sha1, struct error *err);

#endif
