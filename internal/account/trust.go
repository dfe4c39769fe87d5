package account

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"

	"corotui/config"
	"corotui/internal/disk"
)

// TLS returns whom connections trust: this system's certificates, and those of a PEM
// file if one is named. What is wrong with the file is a [config.Error].
func TLS(caFile string) (*tls.Config, error) {
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return trust, nil
	}
	var err error
	trust.RootCAs, err = trusted(caFile)
	return trust, err
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
		return nil, wrong(fmt.Sprintf("file %s does not exist", path), err)
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
