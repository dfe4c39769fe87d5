package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"

	"corotui/api"
	"corotui/config"
	"corotui/internal/disk"
)

// session makes the session of a command or of the screens.
func (a *app) session(c config.Config) (*session, error) {
	options, err := a.clientOptions(c)
	if err != nil {
		return nil, err
	}
	s := newSession(c, options...)
	s.keepTokens = !a.flags.noTokenCache
	s.gaps = openGaps(c.Paths)
	a.gaps = s.gaps
	return s, nil
}

// clientOptions are what every client of this run gets from the settings: the
// log file, and whom to trust.
func (a *app) clientOptions(c config.Config) ([]api.Option, error) {
	options, err := a.logOption(c)
	if err != nil || a.flags.caFile == "" {
		return options, err
	}
	pool, err := trusted(a.flags.caFile)
	if err != nil {
		return nil, err
	}
	return append(options, api.WithTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})), nil
}

// maxCAFile bounds what is read of a file of certificates, in bytes. The bundle
// of a whole system is a quarter of that.
const maxCAFile = disk.MiB

// trusted is the certificates that this system trusts and those of a file, as a
// company has one for its proxy that looks into TLS.
func trusted(path string) (*x509.CertPool, error) {
	wrong := func(problem string, cause error) error {
		return &config.Error{Where: "--ca-file", Problem: problem, Cause: cause}
	}
	certificates, err := disk.ReadInput(path, maxCAFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong(fmt.Sprintf("there is no file %s", path), err)
	case errors.Is(err, disk.ErrTooLarge):
		return nil, wrong(fmt.Sprintf("%s is too large to be a file of certificates", path), err)
	case err != nil:
		return nil, wrong(fmt.Sprintf("%s cannot be read: %s", path, disk.Reason(err)), err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without certificates of its own
	}
	if !pool.AppendCertsFromPEM(certificates) {
		return nil, wrong(fmt.Sprintf("%s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", path), nil)
	}
	return pool, nil
}
