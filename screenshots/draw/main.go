// Command draw makes a PNG of an SVG of freeze's: with the library that freeze
// itself draws with, and with fonts of its own, so that the bytes are the same
// on every machine. It is a module of its own, as the program needs none of it.
//
//	draw SCALE IN.svg OUT.png COMMENT
//
// COMMENT stands in the PNG, where a test finds it.
package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmbracelet/freeze/font"
	"github.com/kanrichan/resvg-go"
)

// fonts hold the characters of the demo that freeze's own font lacks.
//
//go:embed fonts/*.ttf
var fonts embed.FS

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("want SCALE IN.svg OUT.png COMMENT, got %q", args)
	}
	scale, err := strconv.ParseFloat(args[0], 32)
	if err != nil {
		return fmt.Errorf("read the scale: %w", err)
	}
	svg, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	drawn, err := render(plain(svg), float32(scale))
	if err != nil {
		return fmt.Errorf("draw %s: %w", args[1], err)
	}
	small, err := shrink(drawn)
	if err != nil {
		return fmt.Errorf("shrink %s: %w", args[1], err)
	}
	return os.WriteFile(args[2], label(small, args[3]), 0o644)
}

var (
	families = regexp.MustCompile(`font-family="[^"]*"`)
	bold     = regexp.MustCompile(`fill="(#[0-9a-fA-F]+)" font-weight="bold"`)
)

// plain writes the SVG for this library, which knows one family of fonts at a
// time. What is bold gets an outline, since the font comes in one weight only.
func plain(svg []byte) []byte {
	svg = families.ReplaceAll(svg, []byte(`font-family="JetBrains Mono"`))
	return bold.ReplaceAll(svg, []byte(`fill="$1" stroke="$1" stroke-width="0.5"`))
}

// render returns the picture as a PNG of all colours.
func render(svg []byte, scale float32) ([]byte, error) {
	worker, err := resvg.NewDefaultWorker(context.Background())
	if err != nil {
		return nil, err
	}
	defer worker.Close()
	known, err := worker.NewFontDBDefault()
	if err != nil {
		return nil, err
	}
	defer known.Close()
	if err := load(known); err != nil {
		return nil, err
	}
	tree, err := worker.NewTreeFromData(svg, &resvg.Options{
		Dpi: 96, FontFamily: "JetBrains Mono",
		ShapeRenderingMode: resvg.ShapeRenderingModeGeometricPrecision,
		TextRenderingMode:  resvg.TextRenderingModeGeometricPrecision,
	})
	if err != nil {
		return nil, err
	}
	defer tree.Close()
	if err := tree.ConvertText(known); err != nil {
		return nil, err
	}
	width, height, err := tree.GetSize()
	if err != nil {
		return nil, err
	}
	pixels, err := worker.NewPixmap(uint32(width*scale), uint32(height*scale))
	if err != nil {
		return nil, err
	}
	defer pixels.Close()
	if err := tree.Render(resvg.TransformFromScale(scale, scale), pixels); err != nil {
		return nil, err
	}
	return pixels.EncodePNG()
}

func load(known *resvg.FontDB) error {
	if err := known.LoadFontData(font.JetBrainsMonoTTF); err != nil {
		return err
	}
	files, err := fonts.ReadDir("fonts")
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := fonts.ReadFile(path.Join("fonts", file.Name()))
		if err != nil {
			return err
		}
		if err := known.LoadFontData(content); err != nil {
			return err
		}
	}
	return nil
}

// shrink takes the picture to a palette. Text has few colours, and the shades
// at its edges need not be exact: each channel keeps its upper bits until there
// are few enough.
func shrink(drawn []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return nil, err
	}
	for bits := 8; bits > 0; bits-- {
		if small, ok := index(full, uint8(bits)); ok {
			var out bytes.Buffer
			encoder := png.Encoder{CompressionLevel: png.BestCompression}
			err := encoder.Encode(&out, small)
			return out.Bytes(), err
		}
	}
	return nil, fmt.Errorf("the picture has too many colors")
}

// shades is how many colours a palette has at most.
const shades = 64

// index returns the picture with a palette of the colours that are left when
// each channel has so many bits; false when there are too many. A colour of
// the palette is the first that it stands for.
func index(full image.Image, bits uint8) (*image.Paletted, bool) {
	area := full.Bounds()
	small := image.NewPaletted(area, nil)
	places := map[[3]uint32]uint8{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, _ := full.At(x, y).RGBA()
			key := [3]uint32{r >> (16 - bits), g >> (16 - bits), b >> (16 - bits)}
			place, known := places[key]
			if !known {
				if len(places) == shades {
					return nil, false
				}
				place = uint8(len(places))
				places[key] = place
				small.Palette = append(small.Palette, color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255})
			}
			small.SetColorIndex(x, y, place)
		}
	}
	return small, true
}

// label puts a comment into a PNG, before its end.
func label(picture []byte, comment string) []byte {
	const end = 12 // the last chunk: a length, IEND, a checksum
	text := strings.Join([]string{"Comment", comment}, "\x00")
	chunk := append([]byte("tEXt"), text...)
	var out bytes.Buffer
	out.Write(picture[:len(picture)-end])
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(text))))
	out.Write(chunk)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
	out.Write(picture[len(picture)-end:])
	return out.Bytes()
}
