package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"sort"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// tree is the file system that kustomize sees: the files of one commit below
// "/", and nothing can be written. kustomize's own in-memory file system is
// not used because it refuses names that Git and disks allow ("my file.txt").
type tree struct {
	files map[string][]byte
	// dirs holds the names in every directory.
	dirs map[string]map[string]struct{}
}

var errReadOnly = errors.New("the tree cannot be written")

func newTree() *tree {
	return &tree{files: map[string][]byte{}, dirs: map[string]map[string]struct{}{"/": {}}}
}

func (t *tree) add(name string, content []byte) error {
	name = clean(name)
	if t.IsDir(name) {
		return fmt.Errorf("%q is a file and a folder", name)
	}
	t.files[name] = content
	for child := name; child != "/"; {
		parent := path.Dir(child)
		if _, isFile := t.files[parent]; isFile {
			return fmt.Errorf("%q is a file and a folder", parent)
		}
		names, known := t.dirs[parent]
		if !known {
			names = map[string]struct{}{}
			t.dirs[parent] = names
		}
		names[path.Base(child)] = struct{}{}
		if known {
			return nil
		}
		child = parent
	}
	return nil
}

// clean gives the absolute form: like a disk, nothing lies above "/".
func clean(name string) string { return path.Join("/", name) }

func missing(operation, name string) error {
	return &fs.PathError{Op: operation, Path: name, Err: fs.ErrNotExist}
}

func (t *tree) IsDir(name string) bool {
	_, found := t.dirs[clean(name)]
	return found
}

func (t *tree) Exists(name string) bool {
	_, found := t.files[clean(name)]
	return found || t.IsDir(name)
}

func (t *tree) ReadFile(name string) ([]byte, error) {
	content, found := t.files[clean(name)]
	if !found {
		if t.IsDir(name) {
			return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
		}
		return nil, missing("open", name)
	}
	// A copy: several builds read the same tree and none may change it.
	return append([]byte(nil), content...), nil
}

func (t *tree) ReadDir(name string) ([]string, error) {
	names, found := t.dirs[clean(name)]
	if !found {
		return nil, missing("open", name)
	}
	sorted := make([]string, 0, len(names))
	for child := range names {
		sorted = append(sorted, child)
	}
	sort.Strings(sorted)
	return sorted, nil
}

// CleanedAbs splits a path that exists into its folder and its file name.
func (t *tree) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	name = clean(name)
	if t.IsDir(name) {
		return filesys.ConfirmedDir(name), "", nil
	}
	if !t.Exists(name) {
		return "", "", missing("lstat", name)
	}
	return filesys.ConfirmedDir(path.Dir(name)), path.Base(name), nil
}

func (t *tree) Glob(pattern string) ([]string, error) {
	var matches []string
	for name := range t.files {
		matched, err := path.Match(clean(pattern), name)
		if err != nil {
			return nil, err
		}
		if matched {
			matches = append(matches, name)
		}
	}
	sort.Strings(matches)
	return matches, nil
}

// Walk visits nothing: kustomize walks only what it has itself cloned.
func (t *tree) Walk(root string, _ filepath.WalkFunc) error {
	if !t.Exists(root) {
		return missing("lstat", root)
	}
	return errors.New("the tree cannot be walked")
}

func (t *tree) Open(name string) (filesys.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

func (t *tree) Create(string) (filesys.File, error) { return nil, errReadOnly }
func (t *tree) Mkdir(string) error                  { return errReadOnly }
func (t *tree) MkdirAll(string) error               { return errReadOnly }
func (t *tree) RemoveAll(string) error              { return errReadOnly }
func (t *tree) WriteFile(string, []byte) error      { return errReadOnly }
