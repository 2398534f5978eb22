// ---- negative reviews: the review, and under it what everybody will read -------------------------------------------------
function reviewCards(opened) {
  const review = opened.review;
  frame.preview = h('p');
  const window_ = opened.deadlines.find((row) => row.kind === 'review_reply_by');
  return [h('div', {class: 'as-review-facts'}, opened.strategy ? h('span', {class: 'as-strategy'}, t('strategy_label') + t('colon') + t('strategy_' + opened.strategy)) : null,
    window_ ? h('span', {}, t('window_left') + t('colon'), timer(window_.due)) : null, h('span', {class: 'as-risk'}, icon('alert'), t('one_shot'))),
  h('article', {class: 'as-review', 'aria-label': t('review_preview')}, h('div', {class: 'as-review-head'}, h('span', {class: 'as-avatar'}, t('role_buyer')), h('span', {class: 'as-stars'}, '★'.repeat(review.stars || 0) + '☆'.repeat(Math.max(0, 5 - (review.stars || 0)))),
    h('time', {}, review.at), review.appended ? h('span', {class: 'as-missing'}, t('appended')) : null), h('p', {}, review.text || t('no_text')), review.photos ? h('small', {}, t('photos', {n: review.photos})) : null,
  h('div', {class: 'as-explain'}, h('b', {}, t('explanation')), frame.preview))];
}
function drawReviewPreview() {
  if (frame.preview) frame.preview.textContent = state.opened.text === null ? t('nothing_to_publish') : frame.editor.value;
}
