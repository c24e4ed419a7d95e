;; content-registry: who owns a content and what it costs, in micro-STX.
;;
;; Every id has one entry. The operator registers contents; from then on their owner and the operator may set
;; the price. Entries are never removed and their owner never changes.

(define-constant ERR-FORBIDDEN (err u403))

;; The one who may register contents and set any price: at first whoever deployed the contract.
(define-data-var operator principal tx-sender)

;; Ids mean nothing to this contract: any text is one, the empty text and texts that merely look alike too.
(define-map contents
  (string-utf8 256)
  {
    owner: principal,
    price: uint,
  }
)

;; Sets the price of the content `id`. A content that is not known yet is registered under `owner`, by the
;; operator only, so nobody can take an id before its rightful owner has it. Of a known content the stored
;; owner counts, whatever `owner` says.
;;
;; The right is that of `contract-caller`, not of `tx-sender`: a contract that an owner or the operator calls
;; must not be able to set prices in their name.
(define-public (set-price
    (id (string-utf8 256))
    (owner principal)
    (price uint)
  )
  (let (
      (known (map-get? contents id))
      (rightful-owner (default-to owner (get owner known)))
    )
    (asserts!
      (or
        (is-operator contract-caller)
        (is-eq (some contract-caller) (get owner known))
      )
      ERR-FORBIDDEN
    )
    (map-set contents id {
      owner: rightful-owner,
      price: price,
    })
    (print {
      event: "price-set",
      id: id,
      owner: rightful-owner,
      price: price,
      previous: (get price known),
      by: contract-caller,
    })
    (ok true)
  )
)

;; Hands the operator's rights over, at once and wholly: a principal that nobody controls ends them for good.
(define-public (set-operator (new-operator principal))
  (begin
    (asserts! (is-operator contract-caller) ERR-FORBIDDEN)
    (print {
      event: "operator-set",
      operator: new-operator,
      previous: (var-get operator),
    })
    (ok (var-set operator new-operator))
  )
)

(define-read-only (get-content (id (string-utf8 256)))
  (map-get? contents id)
)

(define-read-only (get-price (id (string-utf8 256)))
  (get price (map-get? contents id))
)

(define-read-only (get-owner (id (string-utf8 256)))
  (get owner (map-get? contents id))
)

(define-read-only (get-operator)
  (var-get operator)
)

(define-private (is-operator (who principal))
  (is-eq who (var-get operator))
)
