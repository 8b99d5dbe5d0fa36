// Command kustomize builds kustomizations of a tree that it is handed, and
// touches nothing else: no disk, no network, no plugins. It is compiled to
// WebAssembly and talks over standard input and output.
//
// In: one line of JSON, {"files": [{"path": "apps/shop/kustomization.yaml",
// "size": 120}, …], "paths": ["apps/shop", …]}, then the bytes of every file,
// one after the other, in that order.
//
// Out: one line of JSON an object, {"object": {…}}, in kustomize's own order,
// and after the last one of each path {"built": true}, or {"error": "…"} in
// kustomize's own words, {"refused": "…"} for objects that nobody could read,
// {"panic": "…"} when kustomize itself failed. Standard error carries what
// kustomize warns of: the text of each path ends with a zero byte.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"path"
	"runtime"
	"runtime/debug"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type request struct {
	Files []struct {
		Path string `json:"path"`
		Size int    `json:"size"`
	} `json:"files"`
	Paths []string `json:"paths"`
}

type line struct {
	Object  json.RawMessage `json:"object,omitempty"`
	Built   bool            `json:"built,omitempty"`
	Error   string          `json:"error,omitempty"`
	Refused string          `json:"refused,omitempty"`
	Panic   string          `json:"panic,omitempty"`
}

func main() {
	prepareMemory()
	log.SetFlags(0)

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	defer out.Flush()

	tree, paths, err := read(in)
	if err != nil {
		_ = answers.Encode(line{Panic: fmt.Sprintf("the request cannot be read: %v", err)})
		return
	}
	for _, target := range paths {
		_ = answers.Encode(build(tree, target, answers))
		_, _ = os.Stderr.Write([]byte{0})
	}
}

// reserve is global so that the compiler cannot leave the allocation out.
var reserve []byte

// prepareMemory asks for most of what a build needs in one piece and gives it
// back to Go's heap at once. Grown bit by bit, the host would collect its own
// garbage at every step, a quarter of a build's time. Builds are short, so
// Go's collector runs seldom, but often when the ceiling of the module's memory
// (engines/build.mjs) comes near.
func prepareMemory() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(400 << 20)
	reserve = make([]byte, 192<<20)
	reserve = nil
	runtime.GC()
}

func read(in *bufio.Reader) (filesys.FileSystem, []string, error) {
	header, err := in.ReadBytes('\n')
	if err != nil {
		return nil, nil, err
	}
	var asked request
	if err := json.Unmarshal(header, &asked); err != nil {
		return nil, nil, err
	}
	files := newTree()
	for _, file := range asked.Files {
		if file.Size < 0 {
			return nil, nil, fmt.Errorf("%q has a negative size", file.Path)
		}
		content := make([]byte, file.Size)
		if _, err := io.ReadFull(in, content); err != nil {
			return nil, nil, fmt.Errorf("%q: %w", file.Path, err)
		}
		if err := files.add(file.Path, content); err != nil {
			return nil, nil, err
		}
	}
	return files, asked.Paths, nil
}

// build writes the objects of one path and returns the line that ends them.
func build(tree filesys.FileSystem, target string, answers *json.Encoder) (end line) {
	defer func() {
		if reason := recover(); reason != nil {
			end = line{Panic: fmt.Sprint(reason)}
		}
	}()
	// A kustomization may bring its own schema (`openapi:`), which kustomize
	// keeps for the process. The next path must not see it.
	if openapi.GetSchemaVersion() != defaultSchema {
		openapi.ResetOpenAPI()
	}
	// What `kustomize build` does without flags, and so what Argo CD does:
	// kustomize's default order unless the kustomization has sortOptions,
	// files of the root only, no plugins, no functions, no Helm.
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.PluginConfig = types.DisabledPluginConfig()
	built, err := krusty.MakeKustomizer(options).Run(tree, path.Join("/", target))
	if err != nil {
		return line{Error: err.Error()}
	}
	objects := make([]json.RawMessage, 0, built.Size())
	for _, resource := range built.Resources() {
		// The very step by which the command line makes its YAML.
		object, err := resource.MarshalJSON()
		if err != nil {
			return line{Error: err.Error()}
		}
		if depth(object) > maxDepth {
			return line{Refused: fmt.Sprintf("%s is nested more than %d levels deep", resource.CurId(), maxDepth)}
		}
		objects = append(objects, object)
	}
	for _, object := range objects {
		if err := answers.Encode(line{Object: object}); err != nil {
			return line{Panic: err.Error()}
		}
	}
	return line{Built: true}
}

// maxDepth is far more than any Kubernetes object has, and far less than what
// exhausts the stack of a program that walks an object level by level.
const maxDepth = 500

// depth counts how deep the lists and objects of a JSON text are nested.
func depth(text []byte) int {
	deepest, level, quoted := 0, 0, false
	for at := 0; at < len(text); at++ {
		switch character := text[at]; {
		case quoted && character == '\\':
			at++
		case character == '"':
			quoted = !quoted
		case quoted:
		case character == '{' || character == '[':
			level++
			deepest = max(deepest, level)
		case character == '}' || character == ']':
			level--
		}
	}
	return deepest
}

var defaultSchema = openapi.GetSchemaVersion()
