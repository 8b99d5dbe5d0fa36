package main

import (
	_ "embed"

	"sigs.k8s.io/kustomize/kyaml/openapi/kubernetesapi"
)

// The schema of Kubernetes that kustomize carries, without its descriptions
// (see the command shorten, which makes this file and compares).
//
//go:embed schema.pb
var schema []byte

func init() {
	kubernetesapi.OpenAPIMustAsset[kubernetesapi.DefaultOpenAPI] = func(string) []byte { return schema }
}
