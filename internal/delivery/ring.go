package delivery

// Bounds of what a receiver remembers. Large deliveries are forgotten earlier than
// small ones.
const (
	Remembered      = 1000
	rememberedBytes = 16 << 20
)

// ring holds the last deliveries.
type ring struct {
	all   [Remembered]Received
	next  int // the number of the next one
	first int // the number of the oldest that is here
	bytes int64
}

func newRing() *ring { return &ring{next: 1, first: 1} }

// add puts a delivery in, which gets its number, and forgets what there is no room for.
func (r *ring) add(d Received) Received {
	d.Number = r.next
	if r.next-r.first == Remembered {
		r.forget()
	}
	for r.first < r.next && r.bytes+d.size() > rememberedBytes {
		r.forget()
	}
	r.all[d.Number%Remembered] = d
	r.bytes += d.size()
	r.next++
	return d
}

func (r *ring) forget() {
	at := r.first % Remembered
	r.bytes -= r.all[at].size()
	r.all[at] = Received{}
	r.first++
}

// get returns a delivery by its number.
func (r *ring) get(number int) (Received, bool) {
	if number < r.first || number >= r.next {
		return Received{}, false
	}
	return r.all[number%Remembered], true
}

// put replaces a delivery that is still here.
func (r *ring) put(d Received) {
	if _, here := r.get(d.Number); here {
		r.all[d.Number%Remembered] = d
	}
}

// list returns all that are here, the oldest first.
func (r *ring) list() []Received {
	all := make([]Received, 0, r.next-r.first)
	for number := r.first; number < r.next; number++ {
		all = append(all, r.all[number%Remembered])
	}
	return all
}
