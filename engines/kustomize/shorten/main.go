// Command shorten prints the schema of Kubernetes that kustomize carries
// without what kustomize never looks at: descriptions, and of the API's paths
// everything but which kind is read there. Kustomize parses its schema at the
// first patch of every process; the short one takes it a fraction of the time.
//
// Before it prints, it compares what kustomize makes of both.
package main

import (
	"fmt"
	"log"
	"os"
	"reflect"
	"strings"

	"github.com/google/gnostic-models/openapiv2"
	"google.golang.org/protobuf/proto"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/openapi/kubernetesapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func main() {
	log.SetFlags(0)
	full := kubernetesapi.OpenAPIMustAsset[kubernetesapi.DefaultOpenAPI]
	var document openapi_v2.Document
	if err := proto.Unmarshal(full("kubernetesapi/v1_21_2/swagger.pb"), &document); err != nil {
		log.Fatal(err)
	}
	short, err := proto.MarshalOptions{Deterministic: true}.Marshal(shortened(&document))
	if err != nil {
		log.Fatal(err)
	}

	before := known()
	kubernetesapi.OpenAPIMustAsset[kubernetesapi.DefaultOpenAPI] = func(string) []byte { return short }
	openapi.ResetOpenAPI()
	after := known()
	if len(before) == 0 || len(before) != len(after) {
		log.Fatalf("%d kinds became %d", len(before), len(after))
	}
	for kind, facts := range before {
		if !reflect.DeepEqual(facts, after[kind]) {
			log.Fatalf("%s is not the same any more", kind)
		}
	}
	if _, err := os.Stdout.Write(short); err != nil {
		log.Fatal(err)
	}
}

func shortened(document *openapi_v2.Document) *openapi_v2.Document {
	paths := &openapi_v2.Paths{}
	said := map[string]bool{}
	for _, path := range document.Paths.Path {
		for _, extension := range path.Value.GetGet().GetVendorExtension() {
			if extension.Name != "x-kubernetes-group-version-kind" {
				continue
			}
			// One path of each kind says that it has no namespace, one that it has.
			namespaced := strings.Contains(path.Name, "namespaces/{namespace}")
			saying := fmt.Sprintf("%t %s", namespaced, extension.Value.Yaml)
			if said[saying] {
				continue
			}
			said[saying] = true
			read := &openapi_v2.Operation{VendorExtension: []*openapi_v2.NamedAny{extension}}
			paths.Path = append(paths.Path, &openapi_v2.NamedPathItem{
				Name:  path.Name,
				Value: &openapi_v2.PathItem{Get: read},
			})
		}
	}
	for _, definition := range document.Definitions.AdditionalProperties {
		withoutWords(definition.Value)
	}
	return &openapi_v2.Document{Swagger: document.Swagger, Definitions: document.Definitions, Paths: paths}
}

func withoutWords(schema *openapi_v2.Schema) {
	if schema == nil {
		return
	}
	schema.Description = ""
	for _, property := range schema.GetProperties().GetAdditionalProperties() {
		withoutWords(property.Value)
	}
	withoutWords(schema.GetAdditionalProperties().GetSchema())
	for _, part := range append(schema.GetItems().GetSchema(), schema.GetAllOf()...) {
		withoutWords(part)
	}
}

type facts struct {
	schema          spec.Schema
	namespaced      bool
	namespacedKnown bool
}

// known is what kustomize can find out about every definition and every kind.
func known() map[string]facts {
	all := map[string]facts{}
	for name, schema := range openapi.Schema().Definitions {
		all[name] = facts{schema: plain(schema)}
		kinds, _ := schema.Extensions["x-kubernetes-group-version-kind"].([]any)
		for _, kind := range kinds {
			var typeMeta yaml.TypeMeta
			switch kind := kind.(type) {
			case map[string]any:
				typeMeta = typeMetaOf(kind["group"], kind["version"], kind["kind"])
			case map[any]any:
				typeMeta = typeMetaOf(kind["group"], kind["version"], kind["kind"])
			default:
				log.Fatalf("%s has kinds of the type %T", name, kind)
			}
			found := openapi.SchemaForResourceType(typeMeta)
			if found == nil {
				log.Fatalf("%v has no schema", typeMeta)
			}
			fact := facts{schema: plain(*found.Schema)}
			fact.namespaced, fact.namespacedKnown = openapi.IsNamespaceScoped(typeMeta)
			all[fmt.Sprint(typeMeta)] = fact
		}
	}
	return all
}

func typeMetaOf(group, version, kind any) yaml.TypeMeta {
	apiVersion := fmt.Sprint(version)
	if group != "" {
		apiVersion = fmt.Sprintf("%s/%s", group, version)
	}
	return yaml.TypeMeta{APIVersion: apiVersion, Kind: fmt.Sprint(kind)}
}

// plain is a copy of a schema without its descriptions.
func plain(schema spec.Schema) spec.Schema {
	schema.Description = ""
	schema.Properties = eachPlain(schema.Properties)
	if schema.Items != nil && schema.Items.Schema != nil {
		items := plain(*schema.Items.Schema)
		schema.Items = &spec.SchemaOrArray{Schema: &items, Schemas: schema.Items.Schemas}
	}
	if schema.AdditionalProperties != nil && schema.AdditionalProperties.Schema != nil {
		values := plain(*schema.AdditionalProperties.Schema)
		schema.AdditionalProperties = &spec.SchemaOrBool{Allows: schema.AdditionalProperties.Allows, Schema: &values}
	}
	return schema
}

func eachPlain(schemas map[string]spec.Schema) map[string]spec.Schema {
	if schemas == nil {
		return nil
	}
	copies := make(map[string]spec.Schema, len(schemas))
	for name, schema := range schemas {
		copies[name] = plain(schema)
	}
	return copies
}
